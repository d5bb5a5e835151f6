"""The Python of docs/batch.md runs on what its commands make, with fewer places."""

import re
import warnings
from pathlib import Path

import geopandas as gpd
import matplotlib.pyplot as plt
import pytest

from rangemap.world import boundaries

PAGE = (Path(__file__).parents[2] / "docs/batch.md").read_text(encoding="utf-8")


@pytest.fixture
def jobs(run):
    border = boundaries.border("RU")
    points = gpd.GeoSeries([border.point(km) for km in (200, 250, 300)], crs=4326)
    points.to_frame("geometry").to_parquet("points.parquet")
    one = ("--workers", 1)
    weapons = ("--weapon", "himars", "--weapon", "atacms")
    run("sweep", "--origins", "points.parquet", *weapons, "-o", "sweep", *one)
    along = ("--border", "--every", "300 km", "--range", "50 mi", "--range", "190 mi")
    run("sweep", *along, "-o", "border", *one)
    raster = ("--border", "--bounds", "30,45,60,65", "--cell", "40 km")
    run("field", "distance", *raster, "-o", "distance.tif", *one)


@pytest.mark.usefixtures("jobs")
def test_the_page_runs(tmp_path):
    blocks = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) == 3
    names = {}
    with plt.rc_context({"backend": "agg"}), warnings.catch_warnings():
        for block in blocks:
            exec(compile(block, "batch.md", "exec"), names)
    plt.close("all")
    for picture in ("kursk.png", "border.png", "distance.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
    assert names["shares"].to_numpy().max() <= 1
