"""Every sentence a person reads, and how an error becomes one."""
