"""Takes as long to import as torch does on a busy machine."""

import time

time.sleep(5)
