"""What deploy/ and docs/operating.md say is there: units, containers, the workflow, commands and variables."""

from __future__ import annotations

import json
import os
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
# What a stand-in for GitHub's `gh` keeps: a folder a release, a file an asset.
STAND_IN = """\
#!/usr/bin/env bash
set -euo pipefail
cd "$RELEASES"
case "$1 $2" in
    "release view") [[ -d $3 ]] && { [[ $# -eq 3 ]] || ls "$3"; } ;;
    "release create") mkdir "$3" ;;
    "release list") ls ;;
    "release upload") cp "$4" "$3/" ;;
    "release delete-asset") rm "$3/$4" ;;
    "release download")
        tag=$3; pattern='*'; shift 3
        while (($#)); do case $1 in --pattern) pattern=$2 ;; --dir) folder=$2 ;; esac; shift 2; done
        cp "$tag"/$pattern "$folder/" ;;
esac
"""


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
    assert service["volumes"] == ["data:/data"]


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


@pytest.fixture
def github(tmp_path: Path) -> dict[str, str]:
    """An environment in which `gh` is the stand-in."""
    tool = tmp_path / "bin" / "gh"
    tool.parent.mkdir()
    tool.write_text(STAND_IN)
    tool.chmod(0o755)
    (tmp_path / "releases").mkdir()
    return os.environ | {"PATH": f"{tool.parent}:{os.environ['PATH']}", "RELEASES": str(tmp_path / "releases")}


def release_data(github: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(DEPLOY / "release-data.sh"), *arguments]
    return subprocess.run(command, env=github, capture_output=True, text=True, check=False)


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def files_of(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "kept-captures.txt")
    return {str(path.relative_to(folder)): path.read_text() for path in found}


def test_release_files_bring_back_every_night(tmp_path: Path, github: dict[str, str]) -> None:
    backup, restored = tmp_path / "backup", tmp_path / "data"
    for night, day in enumerate(("2026-11-30T0130", "2026-12-01T0130", "2026-12-02T0130", "2026-12-03T0130")):
        put(backup, **{"archive.db": f"night {night}", f"captures__2026__{night}.warc.gz": f"page {night}"})
        done = release_data(github, "keep", str(backup), day)
        assert done.returncode == 0, done.stderr
    assert release_data(github, "restore", str(restored)).returncode == 0
    assert files_of(restored) == files_of(backup)


def test_each_capture_is_kept_once(tmp_path: Path, github: dict[str, str]) -> None:
    backup = tmp_path / "backup"
    put(backup, **{"archive.db": "1", "captures__a.warc.gz": "a"})
    release_data(github, "keep", str(backup), "2026-11-30T0130")
    release_data(github, "keep", str(backup), "2026-12-01T0130")
    kept = sorted(path.name for path in Path(github["RELEASES"]).glob("captures-*/*"))
    assert kept == ["2026-11-30T0130.tar"]


def test_without_a_release_a_new_archive_begins(tmp_path: Path, github: dict[str, str]) -> None:
    done = release_data(github, "restore", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (0, "no release: a new archive begins\n")


def test_release_data_says_how_it_is_called(github: dict[str, str]) -> None:
    done = release_data(github)
    assert done.returncode == 2
    assert done.stderr == "release-data.sh restore FOLDER | keep FOLDER NAME\n"


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
