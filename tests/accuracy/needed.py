"""First import of each test here: skips it (exit code 77) where a Python package is missing."""
import sys

try:
    import h5py  # noqa: F401
    import numpy  # noqa: F401
    import PIL  # noqa: F401
    import scipy  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}; .ci/packages lists what is needed")
    sys.exit(77)
