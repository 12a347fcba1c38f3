"""Holds every PDF of a folder against the rules of PDF/UA-1, and says which it breaks."""

import pathlib
import sys

import page

broken = 0
held = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.pdf")):
    report = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_UA_1)
    held = max(held, report.rules.total)
    for failure in report.failures:
        broken += 1
        print(f"{path.name}: {failure.rule_id}: {failure.message}")
print(f"{held} rules")
sys.exit(1 if broken or held < 100 else 0)
