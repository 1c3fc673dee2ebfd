// Shows what one comparison found. Whatever the record named becomes text, never markup.

const data = JSON.parse(document.getElementById('data').textContent);
const COLOURS = 7;

const by = id => document.getElementById(id);
const number = (v, digits = 0) => (v == null
  ? '–'
  : v.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const percent = v => (v == null ? '–' : `${number(100 * v, 1)} %`);
const say = (id, text) => {
  by(id).textContent = text;
  by(id).hidden = false;
};

const variants = data.variants.map((variant, i) => ({
  ...variant,
  colour: `--v${i % COLOURS}`,
  dash: i < COLOURS ? undefined : [6, 4],
}));
const others = variants.slice(1);

function named(variant) {
  const cell = document.createElement('td');
  const mark = document.createElement('span');
  mark.className = 'name';
  mark.style.background = `var(${variant.colour})`;
  cell.append(mark, variant.name);
  return cell;
}

function cell(text, kind = 'td') {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

/** The first column of a row may be a cell. */
function table(id, heads, rows) {
  const head = document.createElement('tr');
  head.append(...heads.map(text => {
    const made = cell(text, 'th');
    made.scope = 'col';
    return made;
  }));
  const thead = document.createElement('thead');
  thead.append(head);
  const body = document.createElement('tbody');
  body.append(...rows.map(([first, ...rest]) => {
    const row = document.createElement('tr');
    row.append(first instanceof Node ? first : cell(first), ...rest.map(text => cell(text)));
    return row;
  }));
  by(id).replaceChildren(thead, body);
}

const fromZero = (plot, min, max) => [0, Math.max(1e-9, 1.05 * max)];

function chart(id, shown, words, { text, columns, ...shape }) {
  const made = new Chart(by(id), {
    y: fromZero,
    ...shape,
    series: shown.map(v => ({ label: v.name, colour: v.colour, dash: v.dash, points: shape.points, text })),
  });
  made.show(columns, words);
}

const seconds = data.times.map(t => t / 1000);
const last = values => values[values.length - 1];
const greatest = values => values.reduce((a, b) => (b != null && (a == null || b > a) ? b : a), null);

document.title = `ftte compare: ${data.model}`;
say('model', data.model);
say('about', `${data.record}, as recorded and under ${others.length} other settings`
  + (data.times.length > 0
    ? `; versions from ${new Date(data.times[0]).toLocaleString('en-GB')} to ${new Date(last(data.times)).toLocaleString('en-GB')}`
    : '; no version was made'));

const future = data.reasons.indexOf('FUTURE_VERSION');
const early = future < 0 ? [] : variants.filter(v => v.refusals[future] > 0);
if (early.length > 0) {
  say('future', 'Refused because they were trained on a version that was not there yet: '
    + early.map(v => `${number(v.refusals[future])} updates under ${v.name}`).join(', ')
    + '. The more there are, the less of the record the variant has used.');
}
if (data.damages.length > 0) {
  say('damages', `The record is damaged, and nothing behind it was used: ${data.damages.join('; ')}.`);
}

table('figures', ['settings', 'versions', 'contributions', 'late', 'refused', 'devices', 'mean staleness', 'mean weight'],
  variants.map(v => [named(v), number(v.versions), number(v.contributions), number(v.late), number(v.refused),
    number(v.devices), number(v.meanStaleness, 2), number(v.meanWeight, 3)]));

const versionWords = `The last versions: ${variants.map(v => `${v.name} ${number(v.versions)}`).join(', ')}.`;
chart('version-chart', variants, versionWords, {
  time: true,
  xLabel: 'at',
  text: v => number(v),
  columns: [seconds, ...variants.map(v => v.version)],
});

const distanceWords = 'Between the parameters of each variant and those as recorded at the same time, relative to how'
  + ' far the recorded ones had come from the registration: 0 is the same model, 1 is as far away as the beginning.';
say('distance-says', distanceWords);
chart('distance-chart', others, distanceWords, {
  time: true,
  xLabel: 'at',
  text: v => number(v, 4),
  columns: [seconds, ...others.map(v => v.distance)],
});
table('distances', ['settings', 'at the end', 'greatest'],
  others.map(v => [named(v), number(last(v.distance), 4), number(greatest(v.distance), 4)]));

if (data.data !== null) {
  by('accuracy-section').hidden = false;
  const words = `Share told right of the test part of ${data.data}; of the averaged parameters where the model keeps`
    + ' them. Whether devices trained on any of it, the record does not say.';
  say('accuracy-says', words);
  chart('accuracy-chart', variants, words, {
    time: true,
    xLabel: 'at',
    y: (plot, min, max) => [Math.max(0, Math.floor(10 * min) / 10), Math.min(1, Math.ceil(10 * max) / 10)],
    text: v => number(v, 4),
    columns: [seconds, ...variants.map(v => v.accuracy)],
  });
  table('accuracies', ['settings', 'at the end', 'best'],
    variants.map(v => [named(v), number(last(v.accuracy), 4), number(greatest(v.accuracy), 4)]));
}

const from = data.stalenessFrom;
const width = from.length > 1 ? from[1] - from[0] : 1;
const stalenessWords = 'Versions published since the base version of an update, by share of the contributions'
  + (width > 1 ? `; each point counts ${width} numbers from where it stands on.` : '.');
const shares = v => v.staleness.map(count => (v.contributions > 0 ? count / v.contributions : null));
say('staleness-says', stalenessWords);
chart('staleness-chart', variants, stalenessWords, {
  points: true,
  xLabel: 'staleness',
  text: percent,
  columns: [from, ...variants.map(shares)],
});
const reach = (v, share) => {
  let sum = 0;
  return v.contributions === 0 ? null : from[v.staleness.findIndex(count => (sum += count) >= share * v.contributions)];
};
table('stalenesses', ['settings', 'mean', 'half up to', '90 % up to', '99 % up to'],
  variants.map(v => [named(v), number(v.meanStaleness, 2), ...[0.5, 0.9, 0.99].map(share => number(reach(v, share)))]));

const hundred = Array.from({ length: 101 }, (x, i) => i);
chart('weights-chart', variants, 'Weights by percentage of the contributions.', {
  xLabel: '% of contributions',
  text: v => number(v, 3),
  columns: [hundred, ...variants.map(v => v.weights)],
});
table('weights', ['settings', 'mean', 'least', '10 %', 'half', '90 %', 'greatest'],
  variants.map(v => [named(v), number(v.meanWeight, 3), ...[0, 10, 50, 90, 100].map(p => number(v.weights[p], 3))]));

chart('devices-chart', variants, 'Share of the contributions by percentage of the devices.', {
  xLabel: '% of devices',
  text: percent,
  columns: [hundred, ...variants.map(v => v.lorenz)],
});
table('devices', ['device', ...variants.map(v => v.name)],
  data.topDevices.map((device, i) => [device, ...variants.map(v => number(v.topDevices[i]))]));

say('refusals-says', data.reasons.length === 0
  ? 'Nothing was refused.'
  : 'Records by reason, those that name no model among them. The reasons are explained in docs/refusals.md.');
table('refusals', ['reason', ...variants.map(v => v.name)],
  data.reasons.map((reason, i) => [reason, ...variants.map(v => number(v.refusals[i]))]));
