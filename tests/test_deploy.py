"""What deploy/ and docs/operating.md say is there: units, containers, the workflow, commands and variables."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from archive.cli import main
from scrapers.night.exit_codes import ExitCode
from tests.processes import PROJECT

DEPLOY = PROJECT / "deploy"
OPERATING = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
EVERY_SERVICE = pytest.mark.parametrize("service", SERVICES, ids=lambda unit: unit.name)
HARDENED = "NoNewPrivileges PrivateTmp ProtectHome RestrictNamespaces LockPersonality RestrictSUIDSGID".split()
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in DEPLOY.iterdir()} | {"operating.md": OPERATING}


def settings_of(unit: Path) -> dict[str, list[str]]:
    """Name -> values of a unit, whatever the section."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@EVERY_SERVICE
def test_a_service_runs_as_a_user_of_its_own_that_can_write_only_the_data(service: Path) -> None:
    said = settings_of(service)
    assert said["User"] == ["coordination-archive"]
    assert (said["ProtectSystem"], said["StateDirectory"]) == (["strict"], ["coordination-archive"])


@EVERY_SERVICE
def test_a_service_gives_up_what_it_does_not_need(service: Path) -> None:
    said = settings_of(service)
    assert [name for name in HARDENED if said.get(name) != ["yes"]] == []
    assert said["CapabilityBoundingSet"] == [""]


@EVERY_SERVICE
def test_a_service_writes_what_is_large_and_passing_to_the_disk(service: Path) -> None:
    assert "TMPDIR=/var/tmp" in settings_of(service)["Environment"]


@EVERY_SERVICE
def test_a_system_call_that_is_denied_fails_and_does_not_kill(service: Path) -> None:
    assert settings_of(service)["SystemCallErrorNumber"] == ["EPERM"]


def test_a_night_that_was_missed_is_made_up_for() -> None:
    assert settings_of(DEPLOY / "coordination-archive.timer")["Persistent"] == ["yes"]


def test_red_sources_and_a_stop_are_no_failures_of_the_unit() -> None:
    well = f"{int(ExitCode.SOME_RED)} {int(ExitCode.STOPPED)}"
    assert settings_of(DEPLOY / "coordination-archive.service")["SuccessExitStatus"] == [well]


def test_units_serve_and_crawl_from_one_data_folder() -> None:
    folders = {value for unit in SERVICES for value in settings_of(unit)["Environment"] if "ARCHIVE_DIR" in value}
    assert folders == {"ARCHIVE_DIR=/var/lib/coordination-archive"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in UNITS:  # commands must exist where the check runs
        here = TEXTS[unit.name].replace("/opt/coordination-archive/.venv/bin", str(Path(sys.executable).parent))
        (tmp_path / unit.name).write_text(here, encoding="utf-8")
    command = ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TEXTS["compose.yaml"])
    return loaded


@pytest.mark.parametrize("name", ["site", "night"])
def test_containers_can_write_only_the_data(name: str) -> None:
    service = compose()["services"][name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["volumes"] == ["data:/data", "/tmp"]


def test_the_site_is_reached_only_through_a_proxy_on_the_host() -> None:
    assert all(port.startswith("127.0.0.1:") for port in compose()["services"]["site"]["ports"])


def test_the_night_is_no_part_of_what_runs_all_day() -> None:
    assert compose()["services"]["night"]["profiles"] == ["night"]


def test_the_image_runs_as_nobody_of_the_host_and_says_how_it_is() -> None:
    users = re.findall(r"^USER (.+)$", TEXTS["Dockerfile"], re.MULTILINE)
    assert users == ["10001:10001"]
    assert "HEALTHCHECK" in TEXTS["Dockerfile"]


def test_the_image_installs_exactly_what_is_pinned() -> None:
    assert "--no-deps --require-hashes -r requirements.txt" in TEXTS["Dockerfile"]


@pytest.mark.parametrize("copied", re.findall(r"^COPY (?!--)(.+) \S+$", TEXTS["Dockerfile"], re.MULTILINE))
def test_the_image_copies_what_exists(copied: str) -> None:
    assert [name for name in copied.split() if not (PROJECT / name).exists()] == []


@pytest.mark.parametrize("copied", re.findall(r"^COPY (?!--)(.+) \S+$", TEXTS["Dockerfile"], re.MULTILINE))
def test_what_the_image_copies_is_not_ignored(copied: str) -> None:
    kept = {line[1:] for line in TEXTS["Dockerfile.dockerignore"].splitlines() if line.startswith("!")}
    assert set(copied.split()) <= kept


def workflow() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TEXTS["night.yml"])
    return loaded


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow()["jobs"]["night"]["steps"]
    return found


def test_the_workflow_may_do_nothing_but_keep_files() -> None:
    assert workflow()["permissions"] == {}
    assert workflow()["jobs"]["night"]["permissions"] == {"contents": "write"}


def test_actions_are_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used)


def test_the_token_is_given_only_to_the_steps_that_keep() -> None:
    with_token = [step["name"] for step in steps() if "GH_TOKEN" in step.get("env", {})]
    assert with_token == ["Restore the archive", "Keep the archive", "Keep what readers see"]


def test_expressions_stand_in_no_shell_line() -> None:
    assert [step["name"] for step in steps() if "${{" in step.get("run", "")] == []


def test_readers_get_new_data_only_from_a_night_that_published() -> None:
    (step,) = [step for step in steps() if step.get("name") == "Keep what readers see"]
    published = json.dumps([str(int(code)) for code in (ExitCode.ALL_WELL, ExitCode.SOME_RED)])
    assert step["if"] == f"contains(fromJSON('{published}'), steps.night.outputs.code)"


def test_litestream_copies_the_archive_of_the_units() -> None:
    (database,) = yaml.safe_load(TEXTS["litestream.yml"])["dbs"]
    assert database["path"] == "/var/lib/coordination-archive/archive.db"


@pytest.mark.parametrize("name", TEXTS)
def test_commands_of_the_archive_exist(name: str) -> None:
    named = set(re.findall(r"python -m archive ([a-z]+)", TEXTS[name]))
    assert named <= set(main.commands)


@pytest.mark.parametrize("name", TEXTS)
def test_commands_of_scrapy_exist(name: str) -> None:
    named = set(re.findall(r"\bscrapy ([a-z]+)", TEXTS[name]))
    own = {path.stem for path in (PROJECT / "scrapers" / "commands").glob("*.py")}
    assert named <= own


@pytest.mark.parametrize("name", TEXTS)
def test_variables_are_read_somewhere(name: str) -> None:
    sources = [*(PROJECT / "archive").rglob("*.py"), *(PROJECT / "scrapers").rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r"\bARCHIVE_[A-Z]+(?:_[A-Z]+)*\b", TEXTS[name])) - {"ARCHIVE_NOTIFY"}
    assert [variable for variable in sorted(named) if variable not in code] == []


def test_operating_names_files_that_exist() -> None:
    named = re.findall(r"`(deploy/[\w.-]+|scrapers/[\w./-]+|\w+\.md)`|\]\(([\w-]+\.md)\)", OPERATING)
    paths = [PROJECT / one if one else PROJECT / "docs" / other for one, other in named]
    assert [str(path) for path in paths if not path.exists()] == []


@pytest.mark.parametrize("code", ExitCode, ids=lambda code: code.name)
def test_every_exit_code_of_the_night_is_explained(code: ExitCode) -> None:
    assert re.search(rf"^\| {int(code)} \| .+ \| .+ \|$", OPERATING, re.MULTILINE)
