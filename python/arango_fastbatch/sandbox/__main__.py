"""``python -m arango_fastbatch.sandbox``: see `cli`."""

import sys

from .cli import main

sys.exit(main())
