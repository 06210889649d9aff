#!/usr/bin/env bash
# Installs PyTorch before everything else, so that a machine without a GPU gets a CPU build where
# pip can find one: the default build for Linux drags in several gigabytes of CUDA packages.
set -euo pipefail
pip=$1
index=$2
version=2.13.0

"$(dirname "$pip")/python" -c 'import torch' 2>/dev/null && exit 0

options=(--quiet --disable-pip-version-check)
[ -z "$index" ] || options+=(--index-url "$index")
if ! command -v nvidia-smi >/dev/null && [ "$(uname -s)" = Linux ] && [ -z "$index" ]; then
  if ! "$pip" install --dry-run --no-deps --quiet --report - "torch==$version" 2>/dev/null | grep -q '+cpu'; then
    echo "Note: pip knows no CPU build of PyTorch here and takes the one with CUDA (several GB)."
    echo "      To avoid it, stop now and run: make setup TORCH_INDEX=<index of PyTorch's CPU builds>"
    echo "      (pytorch.org, 'Get started', Compute Platform: CPU, shows that address)."
  fi
fi
"$pip" install "${options[@]}" "torch==$version"
