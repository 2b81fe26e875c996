"""How fast the library is beside public peers, all measured in one run: python -m benchmarks."""

import os

import book_ext  # noqa: F401 - so that Ctrl-C ends in one sentence, as in the commands of the book

# One thread for everybody. The libraries read these when they are imported, so this comes first.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
