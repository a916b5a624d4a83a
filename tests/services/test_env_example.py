import re

from explorer.services.addresses import ROOT


def test_the_example_names_every_setting_that_the_reference_explains():
    explained = re.findall(
        r"^\| `(\w+)`", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE
    )
    named = re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(explained)
