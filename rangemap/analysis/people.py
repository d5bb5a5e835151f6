"""People in towns, summed: those of a town within a city that counts them too are counted once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def added_people(towns: pd.DataFrame) -> NDArray[np.int64]:
    """How many people each town adds to those before it, so that sums count nobody twice.

    towns: `place`, `population` and `part_of`, as `boundaries.places` has them, each place once.
    A town of Moscow adds nobody after Moscow; Moscow after it adds only the others.

    >>> towns = pd.DataFrame({"place": [1, 2], "population": [60, 900], "part_of": [2, 0]})
    >>> added_people(towns).tolist(), added_people(towns[::-1]).tolist()
    ([60, 840], [900, 0])
    """
    population = towns["population"].to_numpy(dtype=np.int64)
    added = population.copy()
    rows = {place: row for row, place in enumerate(towns["place"])}
    for row, city in enumerate(towns["part_of"]):
        if city in rows:
            added[max(row, rows[city])] -= population[row]
    return added
