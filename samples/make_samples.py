"""Make the sample files anew: `python samples/make_samples.py [NAME…] [--output DIR]`.

The web page and the Markdown file in `knowledge/` are written by hand and not touched.
"""

import argparse
import sys
from pathlib import Path

from making import mail, pdf, sheets, slides, word

KNOWLEDGE = Path(__file__).parent / "knowledge"
MAKERS = {
    "employee-handbook.pdf": pdf.employee_handbook,
    "product-manual.pdf": pdf.product_manual,
    "travel-policy.docx": word.travel_policy,
    "price-list.xlsx": sheets.price_list,
    "onboarding-slides.pptx": slides.onboarding_slides,
    "faq.xlsx": sheets.faq,
    "maintenance-notice.eml": mail.maintenance_notice,
}


def main() -> None:
    """Write the named files, or all of them, and say how large each is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these files")
    parser.add_argument("--output", type=Path, default=KNOWLEDGE, help="the folder to write to")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(MAKERS))
    if unknown:
        parser.error(f"{', '.join(unknown)}: not made here; choose from {', '.join(MAKERS)}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or MAKERS:
        target = arguments.output / name
        MAKERS[name](target)
        sys.stderr.write(f"{name}: {target.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
