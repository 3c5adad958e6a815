"""What the training commands share: their options, pools kept in a file, what the weights files say of scripts and data."""
import argparse
import hashlib
import pathlib
import pickle


def sha256_of(files, root):
    """Of the list of files with their hashes, sorted by name."""
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(root).as_posix()}\n" for p in sorted(files)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def pools_from(path, build):
    """Built, or read from where an earlier run kept them."""
    if path and path.exists():
        return pickle.loads(path.read_bytes())
    pools = build()
    if path:
        path.write_bytes(pickle.dumps(pools, protocol=4))
    return pools


def arguments(words, description, minutes):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="weights, C++ constants")
    parser.add_argument("--reference", type=pathlib.Path, help="the C++ test's reference")
    parser.add_argument("--minutes", type=float, default=minutes, help="of fitting; pools come on top")
    parser.add_argument("--steps", type=int, default=0, help="instead of --minutes: the same net each time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="the net for evaluate.py")
    parser.add_argument("--pools", type=pathlib.Path, help="file to keep pools in, or to take them from")
    parser.add_argument("--thinning", type=int, default=1, help="every so many-th field, to try things out")
    return parser.parse_args(words)
