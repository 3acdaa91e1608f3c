"""The files that a city fills in say what they need, and keep what the trial taught."""

import re

from build.cluster.node import CITY

TEMPLATES = ("etcd.yml", "patroni.yml")


def text(name: str) -> str:
    return (CITY / name).read_text(encoding="utf-8")


def test_each_value_stands_in_node_env_and_is_used() -> None:
    used = set().union(*(re.findall(r"\$\{(\w+)\}", text(name)) for name in TEMPLATES))
    given = set(re.findall(r"^(\w+)=", text("node.env"), re.MULTILINE))
    assert given == used


def test_reception_and_office_have_a_database_and_a_way_in_each() -> None:
    for name, network in (("demado", "RECEPTION"), ("demado_office", "OFFICE")):
        assert f"create database {name} owner {name};" in text("database.sql")
        assert f"revoke connect, temporary on database {name} from public;" in text("database.sql")
        assert f"- hostssl {name} {name} ${{{network}_NETWORK}} scram-" in text("patroni.yml")


def test_a_commit_waits_for_a_second_machine_and_only_that_one_takes_over() -> None:
    for setting in (
        "synchronous_mode: true",
        "synchronous_mode_strict: true",
        "maximum_lag_on_failover: 0",
        'synchronous_commit: "on"',
        "statement_timeout: 0",
    ):
        assert re.search(rf"^ +{setting}$", text("patroni.yml"), re.MULTILINE), setting


def test_workers_serve_the_packs_that_are_pushed_to_them() -> None:
    packs = "/var/lib/demado/packs"
    assert f"--packs {packs} " in text("systemd/demado-reception@.service")
    service = text("systemd/demado-packs.service")
    assert service.count(f"/push-packs {packs} $WORKERS") == 2
    assert f"refresh-timestamp \\\n    --repository {packs} " in service
    for timer in (CITY / "systemd").glob("*.timer"):
        assert "OnCalendar=" in timer.read_text(encoding="utf-8")


def test_patroni_3_0_2_is_not_given_the_interface_that_loses_rows() -> None:
    sections = re.findall(r"^(\w+):", text("patroni.yml"), re.MULTILINE)
    assert "etcd" in sections
    assert "etcd3" not in sections


# What each unit of ours says at least; a program that needs less says more.
HARDENED = (
    *("NoNewPrivileges=true", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=true"),
    *("PrivateTmp=true", "PrivateDevices=true", "ProtectKernelTunables=true", "ProtectClock=true"),
    *("ProtectKernelModules=true", "ProtectKernelLogs=true", "ProtectControlGroups=true"),
    *("ProtectHostname=true", "ProtectProc=invisible", "RestrictNamespaces=true"),
    *("RestrictRealtime=true", "RestrictSUIDSGID=true", "LockPersonality=true", "RemoveIPC=true"),
    *("SystemCallArchitectures=native", "SystemCallFilter=@system-service", "LimitCORE=0"),
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
)


def test_the_offices_workers_believe_the_proxy_before_them_and_nobody_else() -> None:
    said = text("systemd/demado-office@.service")
    assert "--port %i --name ${OFFICE_NAME} --behind-proxy 127.0.0.1 " in said
    assert "--host" not in said
    for header in ("Host $http_host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto https"):
        name, value = header.split()
        found = re.findall(rf"proxy_set_header +{name} +(.*);", text("office-nginx.conf"))
        assert found == [value]


def test_no_service_leaves_a_core_dump_and_ours_may_do_little() -> None:
    units = [*(CITY / "systemd").glob("*.service"), *(CITY / "systemd").glob("*/*.conf")]
    assert len(units) == 8
    for unit in units:
        assert "LimitCORE=0" in unit.read_text(encoding="utf-8").splitlines(), unit.name
    for name in ("demado-office@", "demado-packs", "demado-reception@", "demado-relay"):
        said = text(f"systemd/{name}.service").splitlines()
        assert [line for line in HARDENED if line not in said] == [], name
