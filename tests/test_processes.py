"""A forked command is what `python -m` is: a process with a pid, an exit code, files, a folder and an environment."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.processes import PYTHON, Process, run


def module(folder: Path, code: str) -> dict[str, str]:
    """An environment in which `python -m said` runs this code."""
    (folder / "said.py").write_text(code)
    return os.environ | {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("", 0),
        ("raise SystemExit", 0),
        ("raise SystemExit(7)", 7),
        ("raise SystemExit('a sentence')", 1),
        ("1 / 0", 1),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("raise KeyboardInterrupt", -signal.SIGINT),
    ],
)
def test_its_exit_code_is_that_of_python(tmp_path: Path, code: str, exit_code: int) -> None:
    env = module(tmp_path, code)
    exec_instead = subprocess.run([*PYTHON, "said"], env=env, capture_output=True, check=False)
    assert (run([*PYTHON, "said"], env=env).returncode, exec_instead.returncode) == (exit_code, exit_code)


def test_it_reads_and_writes_its_own_files(tmp_path: Path) -> None:
    env = module(tmp_path, "import sys; print('Kính gửi', sys.stdin.read()); print('lỗi', file=sys.stderr)")
    ended = run([*PYTHON, "said"], env=env, typed="Đảng ủy")
    assert (ended.stdout, ended.stderr) == ("Kính gửi Đảng ủy\n", "lỗi\n")


def test_it_has_a_folder_arguments_and_an_environment(tmp_path: Path) -> None:
    module(tmp_path, "import os, sys; print(os.getcwd(), sys.argv[1:], sorted(os.environ))")
    ended = run([*PYTHON, "said", "-a", "b c"], env={"PYTHONPATH": str(tmp_path), "CO": "1"}, cwd=tmp_path)
    assert ended.stdout == f"{tmp_path} ['-a', 'b c'] ['CO', 'PYTHONPATH']\n"


def test_what_it_has_to_do_at_its_end_is_done(tmp_path: Path) -> None:
    code = "import atexit, threading, time; atexit.register(print, 'atexit')\n"
    code += "threading.Thread(target=lambda: (time.sleep(0.1), print('thread'))).start()"
    assert run([*PYTHON, "said"], env=module(tmp_path, code)).stdout == "thread\natexit\n"


def test_what_it_says_is_read_while_it_runs_and_a_signal_ends_it(tmp_path: Path) -> None:
    env = module(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(60)")
    process = Process([*PYTHON, "said"], env=env, stdout=subprocess.PIPE)
    assert process.stdout
    assert int(process.stdout.readline()) == process.pid
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.kill()  # nothing happens


def test_one_command_leaves_nothing_behind_for_the_next(tmp_path: Path) -> None:
    first = module(tmp_path, "import sys; sys.modules['archive'].trace = 1; sys.path.append('x')")
    run([*PYTHON, "said"], env=first)
    after = module(tmp_path, "import archive, sys; print(hasattr(archive, 'trace'), 'x' in sys.path)")
    assert run([*PYTHON, "said"], env=after).stdout == "False False\n"
