"""Makes the nucleus net's modules importable: architecture, camera, stains, scenes and integers are the same for both nets."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
NUCLEUS_NET = HERE.parent / "nucleus_net"
if str(NUCLEUS_NET) not in sys.path:
    sys.path.append(str(NUCLEUS_NET))
