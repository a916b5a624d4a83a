import re

from explorer.services.addresses import ROOT


def names(file: str, pattern: str) -> list[str]:
    return sorted(re.findall(pattern, (ROOT / file).read_text(), re.MULTILINE))


def test_the_example_names_every_setting_that_the_reference_explains():
    explained = names("docs/reference/settings.md", r"^\| `(\w+)`")
    assert names(".env.example", r"^# ([A-Z_]+)=") == explained
