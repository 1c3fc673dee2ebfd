"""What participations cost, by Google's dp-accounting and not by the rule.

    python3 -m venv venv && venv/bin/pip install dp-accounting==0.6.0
    venv/bin/python reference.py

writes epsilon.csv beside this file. dp-accounting takes the least epsilon of the orders that it is
given: they are refined about the best one until it no longer moves.
"""

import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
from dp_accounting import ZCDpEvent, rdp  # noqa: E402

# noise, participations, delta
SCHEDULES = [
    (0.25, 1, 1e-6), (0.25, 40, 1e-6), (0.5, 1, 1e-5), (0.5, 1, 1e-9), (0.5, 20, 1e-6),
    (0.7, 7, 1e-4), (1.0, 1, 1e-6), (1.0, 5, 1e-7), (1.0, 64, 1e-6), (1.0, 1000, 1e-8),
    (1.1, 3, 1e-3), (2.0, 1, 1e-6), (2.0, 10, 1e-6), (2.0, 250, 1e-10), (3.5, 12, 1e-5),
    (5.0, 1, 1e-6), (5.0, 100, 1e-6), (8.0, 30, 1e-2), (20.0, 1, 1e-7), (20.0, 5000, 1e-6),
    (50.0, 10, 1e-12), (100.0, 1, 1e-6),
]


def epsilon(noise, participations, delta):
    low, high = np.log(0.011), np.log(1e7)
    for _ in range(12):
        orders = 1 + np.exp(np.linspace(low, high, 1001))
        accountant = rdp.RdpAccountant(orders)
        accountant.compose(ZCDpEvent(1 / (2 * noise**2)), participations)
        found, order = accountant.get_epsilon_and_optimal_order(delta)
        width = (high - low) / 20
        low = max(np.log(0.011), np.log(order - 1) - width)
        high = np.log(order - 1) + width
    return found


here = Path(__file__).parent
with open(here / "epsilon.csv", "w") as table:
    table.write(f"# by reference.py with dp-accounting {version('dp-accounting')}\n")
    table.write("noise,participations,delta,epsilon\n")
    for schedule in SCHEDULES:
        table.write(",".join(map(repr, schedule)) + f",{float(epsilon(*schedule))!r}\n")
