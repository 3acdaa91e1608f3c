"""The exception that ends a request with a problem; stores and handlers raise it."""

from sync.wire.problem import Slug


class RequestRefused(Exception):
    """Ends a request with a problem (RFC 9457)."""

    def __init__(
        self, slug: Slug, *, retry_after_s: int | None = None, lease: str | None = None
    ) -> None:
        """*lease*: the signed order that a revoked tablet is to obey."""
        super().__init__(slug)
        self.slug = slug
        self.lease = lease
        self.retry_after_s = retry_after_s
