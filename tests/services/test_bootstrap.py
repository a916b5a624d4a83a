import importlib.util
import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from explorer import bootstrap
from explorer.services.addresses import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> ModuleType:
    """The bootstrap of another checkout, whose environment is made and stamped."""
    (tmp_path / "explorer").mkdir()
    copied = shutil.copy(bootstrap.__file__, tmp_path / "explorer")
    for lock in ("requirements.lock", "requirements-test.lock", "requirements-torch.lock"):
        (tmp_path / lock).write_text("some==1\n")
    spec = importlib.util.spec_from_file_location("bootstrap_elsewhere", copied)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.PYTHON.parent.mkdir(parents=True)
    module.PYTHON.symlink_to(sys.executable)
    module.STAMP.write_text(json.dumps(module.wanted("requirements.lock")))
    return module


def test_what_is_stamped_is_not_installed_again(checkout: ModuleType):
    assert checkout.is_installed("requirements.lock")
    assert not checkout.is_installed("requirements-test.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-torch.lock"])
def test_a_changed_lock_is_installed(checkout: ModuleType, lock: str):
    (checkout.ROOT / lock).write_text("some==2\n")
    assert not checkout.is_installed("requirements.lock")


def test_an_environment_that_holds_what_a_lock_once_named_is_made_anew(checkout: ModuleType):
    stray = checkout.VENV / "left-behind"
    stray.touch()
    checkout.make_environment()
    assert stray.exists()
    (checkout.ROOT / "requirements.lock").write_text("another==1\n")
    checkout.make_environment()
    assert not stray.exists()
    assert checkout.is_usable()


def test_large_packages_are_compiled_though_no_process_may_write_what_it_compiles(
    checkout: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    checkout.PYTHON.unlink()
    checkout.make_environment()
    (folder,) = checkout.VENV.glob("lib/python*/site-packages")
    package = folder / "torch"
    package.mkdir()
    (package / "one.py").write_text("ONE = 1\n")
    (package / "for_another_python.py").write_text("ONE = = 1\n")
    checkout.keep_compiled()
    assert [each.name.split(".")[0] for each in package.rglob("*.pyc")] == ["one"]


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: ModuleType):
    checkout.PYTHON.unlink()
    checkout.PYTHON.symlink_to("/nowhere/python3")
    assert not checkout.is_installed("requirements.lock")
    assert not checkout.is_usable()


def test_a_stamp_cut_short_counts_for_nothing(checkout: ModuleType):
    checkout.STAMP.write_text('{"torch": ')
    assert not checkout.is_installed("requirements.lock")


def test_a_wheel_in_a_folder_comes_first(tmp_path: Path):
    (tmp_path / "torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl").touch()
    sources = list(bootstrap.torch_sources({"find-links": f"/nowhere {tmp_path}"}))
    assert sources[0] == (
        f"from {tmp_path}",
        ["--no-index", "--no-deps", "--find-links", str(tmp_path)],
    )
    assert len(sources) > 1


def test_uv_is_told_what_pip_was(monkeypatch: pytest.MonkeyPatch):
    for name in ("UV_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE", "UV_INDEX_STRATEGY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mine.example/simple")
    told = bootstrap.uv_settings(
        {
            "index-url": "https://theirs.example/simple",
            "extra-index-url": "https://one.example\nhttps://two.example",
            "find-links": "/wheels",
            "cert": "/ca.pem",
        }
    )
    assert told == {
        "UV_INDEX": "https://one.example https://two.example",
        "UV_FIND_LINKS": "/wheels",
        "SSL_CERT_FILE": "/ca.pem",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_the_locks_name_no_index_and_hash_every_package():
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        for name, following in pairwise(text.splitlines()):
            assert not name[0].isalnum() or following.startswith("    --hash=sha256:"), name


def test_it_needs_nothing_but_the_standard_library():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import explorer.bootstrap"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)
