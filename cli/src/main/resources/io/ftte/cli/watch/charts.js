// Charts of one kind of look. A chart is made once and then given new data; its colours are the
// page's, also when these change.

const HEIGHT = 210;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(more) {
  return {
    stroke: () => colour('--soft'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => colour('--grid'), width: 1 },
    ticks: { show: false },
    gap: 6,
    ...more,
  };
}

/** Where an axis of times needs no seconds, or no hours, it shows none. */
export function times(plot, splits) {
  const span = plot.scales.x.max - plot.scales.x.min;
  const shape = span < 600
    ? { hour: '2-digit', minute: '2-digit', second: '2-digit' }
    : span < 172800
      ? { hour: '2-digit', minute: '2-digit' }
      : { month: 'short', day: 'numeric', hour: '2-digit' };
  return splits.map(s => new Date(1000 * s).toLocaleString('en-GB', shape));
}

const DECADES = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
const WHOLE = DECADES.flatMap(ten => [ten, 2 * ten, 5 * ten]);
const TENTHS = [0.1, 0.2, 0.5, ...WHOLE];

const plain = (plot, splits) => splits.map(s => s.toLocaleString('en'));
export class Chart {
  /**
   * @param place where it stands; gets the role of a picture
   * @param shape of x: time (whether it is one), decimals, xLabel, xText; of y: its range; bars;
   *   series with label, colour, text of a value, dash
   */
  constructor(place, shape) {
    this.place = place;
    this.shape = shape;
    place.setAttribute('role', 'img');
    new ResizeObserver(() => this.resize()).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.plot?.redraw());
  }

  /** Shows columns, x first; the words say the same to whom no picture says anything. */
  show(columns, words) {
    this.place.setAttribute('aria-label', words);
    this.place.hidden = columns[0].length === 0;
    if (this.place.hidden) {
      return;
    }
    const used = columns.map((column, i) => i === 0 || column.some(v => v !== null));
    const kept = columns.filter((column, i) => used[i]);
    if (this.plot && this.used.join() === used.join()) {
      this.plot.setData(kept);
      return;
    }
    this.plot?.destroy();
    this.used = used;
    const series = this.shape.series.filter((one, i) => used[i + 1]);
    // What a single series is, the heading says; its values show where a pointer is.
    this.place.classList.toggle('quiet', series.length === 1);
    this.plot = new uPlot(this.options(series), kept, this.place);
  }

  resize() {
    const width = this.place.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: HEIGHT });
    }
  }

  options(series) {
    const { time, decimals, y, xLabel } = this.shape;
    const x = time ? { values: times, space: 90 } : { values: plain, incrs: decimals ? TENTHS : WHOLE };
    return {
      width: Math.max(1, this.place.clientWidth),
      height: HEIGHT,
      padding: [8, 16, 0, 0],
      cursor: { y: false, points: { size: 7 } },
      scales: { x: { time: false, range: this.shape.bars ? halfBars : undefined }, y: { range: y } },
      axes: [axis({ size: 32, ...x }), axis({ size: 44, space: 40 })],
      series: [
        {
          label: xLabel,
          value: (plot, v) => (v == null ? '–' : time ? new Date(1000 * v).toLocaleTimeString('en-GB') : this.xText(v)),
        },
        ...series.map(one => this.line(one)),
      ],
    };
  }

  xText(v) {
    return this.shape.xText ? this.shape.xText(v) : v.toLocaleString('en');
  }

  line(one) {
    const stroke = () => colour(one.colour);
    const line = {
      label: one.label,
      stroke,
      width: 2,
      dash: one.dash,
      spanGaps: true,
      points: { show: one.points ?? false, size: 4, fill: stroke },
      value: (plot, v) => (v == null ? '–' : one.text(v)),
    };
    return this.shape.bars
      ? { ...line, width: 0, fill: stroke, paths: uPlot.paths.bars({ size: [0.72, 36], radius: 0.12 }) }
      : line;
  }
}

/** Bars stand on whole numbers, the first and the last with room on both sides. */
function halfBars(plot, min, max) {
  const step = plot.data[0].length > 1 ? plot.data[0][1] - plot.data[0][0] : 1;
  return [min - 0.75 * step, max + 0.75 * step];
}
