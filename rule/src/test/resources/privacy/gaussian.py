"""The discrete Gaussian's distribution function, by Python's decimal and not by the table's code.

    python3 gaussian.py

writes gaussian.csv beside this file: P(|n| <= k) of N_Z(0, 8192^2) in multiples of 2^-127, rounded,
in hexadecimal.
"""

from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 80
DEVIATION = 8192
RANGE = 15 * DEVIATION
SHOWN = [0, 1, 2, 3, 10, 1000, 5525, 8191, 8192, 8193, 16384, 30000, 50000, 80000, 100000]

sums, total = [], Decimal(0)
for k in range(RANGE):
    weight = (-Decimal(k * k) / (2 * DEVIATION**2)).exp()
    total += weight if k == 0 else 2 * weight
    sums.append(total)

entries = [int((Decimal(2**127) * upto / total).to_integral_value()) for upto in sums]
known = next(k for k in range(RANGE) if entries[k] >= 2**127)

with open(Path(__file__).parent / "gaussian.csv", "w") as table:
    table.write("# by gaussian.py; the last line is the largest magnitude\nk,entry\n")
    for k in SHOWN + [known - 1]:
        table.write(f"{k},{entries[k]:032x}\n")
    table.write(f"{known},{2**127:032x}\n")
