"""Reads {"wkt", "metres", "options"} from standard input, writes the buffer's WKB and its time."""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")  # of PROJ and GDAL, which a buffer on the sphere does not use
import sedonadb  # noqa: E402

asked = json.load(sys.stdin)
query = (
    f"SELECT ST_AsBinary(ST_Buffer(ST_GeogFromText('{asked['wkt']}'), "
    f"{asked['metres']!r}{asked['options']})) AS made"
)
database = sedonadb.connect()
database.sql(query).to_arrow_table()
start = time.process_time()
made = database.sql(query).to_arrow_table()
milliseconds = 1000 * (time.process_time() - start)
print(json.dumps({"wkb": made["made"][0].as_py().hex(), "milliseconds": milliseconds}))
