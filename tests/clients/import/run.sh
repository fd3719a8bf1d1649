#!/usr/bin/env bash
# Gets documents that nobody wrote for Cairn out of packages, and imports them with the program named in CAIRN_BIN.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source ../serve.sh

# The documentation of a framework: more than a thousand pages of Markdown without front matter.
mkdir "$scratch/pages" "$scratch/sample"
(cd "$scratch" && npm pack --silent @mastra/mcp-docs-server@1.2.27 >/dev/null && tar -xzf ./*.tgz -C pages)

# What WordPress exports, from the tests of a program that imports it elsewhere.
if python3 -m pip --version >/dev/null 2>&1; then
  python3 -m pip download --quiet --no-deps --disable-pip-version-check --dest "$scratch/sample" \
    wagtail-wordpress-import==0.3.0
  (cd "$scratch/sample" && python3 -m zipfile -e ./*.whl . && find . -name raw_xml.xml -exec cp {} "$scratch/wordpress.xml" \;)
else
  echo "There is no pip, so that the export of WordPress is left out." >&2
fi

CAIRN_BIN=$binary CAIRN_TEST_PLACE=$scratch node --test --test-reporter=spec import.test.js
