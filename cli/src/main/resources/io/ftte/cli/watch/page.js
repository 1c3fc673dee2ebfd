// Follows /events and shows the newest snapshot. Whatever a topic said becomes text, never markup.

import { Chart } from './charts.js';

const by = id => document.getElementById(id);
const number = (v, digits = 0) =>
  v.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const plural = (count, one, more = one + 's') => `${number(count)} ${count === 1 ? one : more}`;

function element(tag, content, type) {
  const made = document.createElement(tag);
  if (type) {
    made.className = type;
  }
  if (content instanceof Node) {
    made.append(content);
  } else {
    made.textContent = content;
  }
  return made;
}

function say(id, text) {
  const place = by(id);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

function duration(ms) {
  const s = ms / 1000;
  if (s < 10) {
    return `${number(s, 1)} s`;
  }
  if (s < 120) {
    return `${number(s)} s`;
  }
  if (s < 7200) {
    return `${number(s / 60)} min`;
  }
  return s < 172800 ? `${number(s / 3600)} h` : `${number(s / 86400)} days`;
}

const ago = ms => (ms < 1000 ? 'just now' : `${duration(ms)} ago`);
const clock = ms => new Date(ms).toLocaleTimeString('en-GB');
const share = v => v.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 3 });
const kib = bytes => `${number(bytes / 1024, 1)} KiB`;
// What JavaScript cannot count exactly is no budget that somebody measured.
const budget = bytes => (bytes > Number.MAX_SAFE_INTEGER ? 'no limit' : kib(bytes));

function bar(share) {
  const outer = element('div', element('span', ''), 'bar');
  outer.setAttribute('aria-hidden', 'true');
  outer.firstChild.style.width = `${Math.round(1000 * Math.min(1, share)) / 10}%`;
  return outer;
}

/** Columns have a name, a cell of each row, and whether that is text. */
function table(id, columns, rows) {
  const place = by(id);
  place.hidden = rows.length === 0;
  const head = element('tr', '');
  for (const column of columns) {
    const cell = element('th', column.name, column.type ?? (column.text ? 'text' : ''));
    cell.scope = 'col';
    head.append(cell);
  }
  const body = document.createElement('tbody');
  for (const row of rows) {
    const line = document.createElement('tr');
    for (const column of columns) {
      line.append(element('td', column.of(row), column.type ?? (column.text ? 'text' : '')));
    }
    body.append(line);
  }
  place.replaceChildren(element('thead', head), body);
}

const charts = {
  accuracy: new Chart(by('accuracy-chart'), {
    time: true,
    xLabel: 'at',
    y: (plot, min, max) => [Math.max(0, Math.floor(10 * min) / 10), Math.min(1, Math.ceil(10 * max) / 10)],
    series: [
      { label: 'accuracy', colour: '--first', text: v => number(v, 4) },
      { label: '10th percentile', colour: '--second', text: v => number(v, 4) },
      { label: 'target', colour: '--soft', dash: [5, 5], text: v => number(v, 2) },
    ],
  }),
  fill: new Chart(by('fill-chart'), {
    bars: true,
    xLabel: 'version',
    y: (plot, min, max) => [0, Math.max(0.1, 1.1 * max)],
    series: [{ label: 'seconds to fill', colour: '--first', text: v => number(v, 2) }],
  }),
  staleness: new Chart(by('staleness-chart'), {
    bars: true,
    xLabel: 'staleness',
    y: (plot, min, max) => [0, Math.max(1, 1.1 * max)],
    series: [{ label: 'updates', colour: '--first', text: v => number(v) }],
  }),
  weights: new Chart(by('weights-chart'), {
    bars: true,
    decimals: true,
    xLabel: 'weight',
    xText: v => (v < 1 ? `${number(v - 0.05, 1)} to ${number(v + 0.05, 1)}` : '1 and more'),
    y: (plot, min, max) => [0, Math.max(1, 1.1 * max)],
    series: [{ label: 'updates', colour: '--second', text: v => number(v) }],
  }),
};

let state = null;
let arrived = 0;
let chosen = null;
let connected = false;

/** The server's clock, as this one may be wrong. */
const now = () => state.now + (performance.now() - arrived);

function status() {
  if (!connected) {
    return ['bad', state ? 'Not connected: ./ftte has ended or cannot be reached' : 'Connecting'];
  }
  if (state.phase === 'AWAY') {
    return ['bad', state.problem];
  }
  if (state.phase === 'READING') {
    return ['wait', 'Reading what the topics hold'];
  }
  if (state.lastTick === 0) {
    return ['wait', 'Live, no sign of a job yet'];
  }
  return now() - state.lastTick > 30000
    ? ['wait', `Live, no sign of a job since ${clock(state.lastTick)}`]
    : ['good', 'Live'];
}

function showStatus() {
  const [kind, text] = status();
  by('status').dataset.kind = kind;
  say('status', text);
}

function model() {
  return state.models.find(m => m.id === chosen) ?? state.models[0];
}

function showModels() {
  state.models.sort((a, b) => (a.id < b.id ? -1 : 1));
  const place = by('models');
  place.hidden = state.models.length < 2;
  const names = state.models.map(m => m.id);
  if (JSON.stringify([...place.children].map(b => b.value)) !== JSON.stringify(names)) {
    place.replaceChildren(...names.map(name => {
      const button = element('button', name);
      button.type = 'button';
      button.value = name;
      button.addEventListener('click', () => {
        chosen = name;
        show();
      });
      return button;
    }));
  }
  for (const button of place.children) {
    button.setAttribute('aria-pressed', String(button.value === model()?.id));
  }
}

function showEmpty() {
  by('content').hidden = state.models.length === 0;
  by('empty').hidden = state.models.length > 0;
  if (state.models.length > 0) {
    return;
  }
  say('model', 'ftte');
  say('about', `Kafka at ${state.brokers}`);
  say('empty-title', state.phase === 'READING' ? 'Reading' : 'No model yet');
  say('empty-text', state.modelId
    ? `No model ${state.modelId} is registered; it is shown as soon as it is.`
    : 'A model is shown as soon as ./ftte publish has registered it; versions follow when a job runs'
      + ' and devices have sent a buffer’s worth of updates.');
}

function one(name, id, value, ...small) {
  const dd = element('dd', value);
  dd.id = id;
  const line = document.createElement('div');
  line.append(element('dt', name), dd);
  for (const part of small) {
    dd.append(part instanceof Node ? part : element('small', part));
  }
  return line;
}

function showNumbers(m) {
  const v = m.versions;
  const rows = [
    one('Version', 'version', number(m.newest), m.newestEventTime
      ? ago(now() - m.newestEventTime)
      : 'none yet'),
  ];
  const measured = v.accuracy.findLastIndex(a => a !== null);
  if (measured >= 0) {
    rows.push(one('Accuracy', 'accuracy', number(v.accuracy[measured], 4),
      `version ${number(v.version[measured])}, target ${share(m.target)}`));
  }
  rows.push(open(m.open));
  rows.push(one('In versions', 'admitted', number(m.admitted), m.late > 0
    ? `updates, ${number(m.late)} of them late`
    : 'updates'));
  rows.push(one('Sent a second', 'rate', number(m.updatesPerSecond, 1), 'updates, of the last half minute'));
  rows.push(one('Staleness', 'staleness', number(m.meanStaleness, 2), 'versions, the mean'));
  rows.push(one('Lag', 'lag', m.lagMs === undefined ? '–' : duration(m.lagMs),
    'newest update after newest version'));
  rows.push(one('Refused', 'refused', number(m.refused), m.refused === 0 ? 'none' : 'records, see below'));
  by('numbers').replaceChildren(...rows);
}

function open(buffer) {
  const seen = (buffer.atLeast ? 'at least ' : '') + number(buffer.seen);
  const refused = buffer.refused > 0 ? `, ${number(buffer.refused)} of them refused` : '';
  const size = buffer.bufferSize;
  if (!size) {
    return one('Open buffer', 'seen', seen, `seen after version ${number(buffer.afterVersion)}${refused}`);
  }
  const left = buffer.seen - buffer.refused;
  return left < size
    ? one('Open buffer', 'seen', `${seen} of ${number(size)}`, bar(left / size),
      `seen, not yet in a version${refused}`)
    : one('Open buffer', 'seen', seen, bar(1),
      `seen${refused}; it takes ${number(size)}, version ${number(buffer.afterVersion + 1)} is on its way`);
}

function showAccuracy(m) {
  const v = m.versions;
  const at = v.version.map((x, i) => i).filter(i => v.accuracy[i] !== null);
  by('accuracy-section').hidden = at.length === 0;
  if (at.length === 0) {
    return;
  }
  const last = at[at.length - 1];
  const best = at.reduce((a, b) => (v.accuracy[b] > v.accuracy[a] ? b : a));
  const own = v.tenthPercentile[last] !== null;
  const words = (own ? 'Mean over the devices, each with its own model. ' : 'On held-out data. ')
    + `Version ${number(v.version[last])}: ${number(v.accuracy[last], 4)}`
    + (own ? `, their 10th percentile ${number(v.tenthPercentile[last], 4)}` : '')
    + `; the best so far is ${number(v.accuracy[best], 4)} at version ${number(v.version[best])}.`;
  say('accuracy-says', words);
  charts.accuracy.show([
    at.map(i => v.eventTime[i] / 1000),
    at.map(i => v.accuracy[i]),
    at.map(i => v.tenthPercentile[i]),
    at.map(() => (m.target > 0 ? m.target : null)),
  ], words);
}

function showVersions(m) {
  const v = m.versions;
  const at = v.version.map((x, i) => i).filter(i => v.version[i] > 1 && v.fillMs[i] !== null);
  const fills = at.map(i => v.fillMs[i]).sort((a, b) => a - b);
  let words = m.newest === 0
    ? 'Version 1 appears when the first buffer is full.'
    : 'None in the time that is read here (--since); the next one appears when its buffer is full.';
  if (v.shown > 0) {
    words = 'How long the buffer of each version took to fill, in seconds of event time'
      + (v.version[0] === 1 ? '; the first, which waits for devices to begin, is left out.' : '.');
    if (fills.length > 0) {
      words += ` The median is ${duration(fills[fills.length >> 1])}.`;
    }
    if (v.seen > v.shown) {
      words += ` Shown are the newest ${number(v.shown)} of ${number(v.seen)}.`;
    }
  }
  say('fill-says', words);
  charts.fill.show([at.map(i => v.version[i]), at.map(i => v.fillMs[i] / 1000)], words);
  const newest = v.version.map((x, i) => i).reverse().slice(0, 12);
  const measured = v.accuracy.some(a => a !== null);
  table('versions', [
    { name: 'version', of: i => number(v.version[i]) },
    { name: 'event time', of: i => clock(v.eventTime[i]) },
    { name: 'filled in', of: i => (v.fillMs[i] === null ? '–' : duration(v.fillMs[i])) },
    { name: 'updates', of: i => number(v.updates[i]) },
    { name: 'mean staleness', of: i => number(v.meanStaleness[i], 2) },
    { name: 'mean weight', of: i => number(v.meanWeight[i], 3) },
    ...(measured
      ? [{ name: 'accuracy', of: i => (v.accuracy[i] === null ? '–' : number(v.accuracy[i], 4)) }]
      : []),
  ], newest);
}

function showHistograms(m) {
  const most = rows => rows.reduce((a, b) => (b.updates > a.updates ? b : a), rows[0]);
  const empty = 'Shown from the next version on.';
  const stale = most(m.staleness);
  const staleWords = stale
    ? 'Updates in versions, by the number of versions published since their base version. The mean is '
      + `${number(m.meanStaleness, 2)}, most often ${number(stale.from)}.`
    : empty;
  say('staleness-says', staleWords);
  charts.staleness.show([m.staleness.map(r => r.from), m.staleness.map(r => r.updates)], staleWords);
  const weight = most(m.weights);
  const weightWords = weight
    ? `How strongly they counted, by age and by noise. The mean is ${number(m.meanWeight, 3)}, most`
      + ` often ${number(weight.from, 1)}${weight.open ? ' and more' : ` to ${number(weight.from + 0.1, 1)}`}.`
    : empty;
  say('weights-says', weightWords);
  // A bar stands in the middle of what it counts.
  charts.weights.show([m.weights.map(r => r.from + 0.05), m.weights.map(r => r.updates)], weightWords);
}

function showDevices(m) {
  const d = m.devices;
  const most = Math.max(1, ...d.classes.map(c => c.devices));
  say('devices-says', d.seen === 0
    ? 'Devices appear with their first update.'
    : `${plural(d.seen, 'device')}, by the mean time between the updates that each sent, in event time.`
      + (d.letGo > 0
        ? ` Only those heard last are kept; ${plural(d.letGo, 'time')} one was let go for another.`
        : ''));
  table('devices', [
    { name: 'an update every', of: c => c.class },
    { name: '', type: 'middle', of: c => bar(c.devices / most) },
    { name: 'devices', of: c => number(c.devices) },
    { name: 'sent', of: c => number(c.updates) },
    { name: 'in versions', of: c => number(c.admitted) },
    { name: 'mean staleness', of: c => (c.admitted ? number(c.meanStaleness, 2) : '–') },
    { name: 'mean weight', of: c => (c.admitted ? number(c.meanWeight, 3) : '–') },
  ], d.classes);
}

function showPlans(m) {
  const p = m.profiles;
  const memory = p.devices === 0
    ? 'No device has registered its memory.'
    : `${plural(p.devices, 'device')} registered; memory for a step: ${budget(p.weakestBytes)} to`
      + ` ${budget(p.strongestBytes)}, the median ${budget(p.medianBytes)}.`
      + (state.profilesLetGo > 0 ? ' Only the newest profiles are kept.' : '');
  say('plans-says', m.plans.length === 0
    ? `${memory} What devices train appears when the job has published a plan.`
    : `${memory} In force now, with the memory of a training step (${state.setup}).`);
  const whole = m.parameters;
  table('plans', [
    { name: 'plan', of: x => number(x.planId) },
    { name: 'tier', of: x => number(x.tier) + (x.places > 1 ? `, turn ${x.place + 1} of ${x.places}` : '') },
    { name: 'from version', of: x => number(x.sinceVersion) },
    { name: 'parameters', of: x => number(x.parameters) + (whole ? ` of ${number(whole)}` : '') },
    ...(m.plans.some(x => x.personal > 0) ? [{ name: 'personal', of: x => number(x.personal) }] : []),
    { name: 'payload in F32', of: x => kib(x.payloadBytes) },
    { name: 'memory', of: x => (x.peakBytes === undefined ? '–' : kib(x.peakBytes)) },
    {
      name: 'devices with as much',
      of: x => (x.peakBytes === undefined || p.devices === 0 ? '–' : number(x.devicesThatFit)),
    },
    { name: 'in versions', of: x => number(x.admitted) },
  ], m.plans);
}

function refusals(id, rows) {
  by(id).replaceChildren(...rows.map(r => {
    const item = document.createElement('li');
    item.append(element('span', number(r.records), 'count'), element('b', r.reason));
    item.append(element('p', `${r.meaning} ${r.remedy}`));
    if (r.lastDetail) {
      const last = element('p', `Last at ${clock(r.lastAt)}: `);
      last.append(element('code', r.lastDetail));
      item.append(last);
    }
    return item;
  }));
}

function showRefusals(m) {
  say('refusals-says', m.refused === 0
    ? 'Nothing was refused.'
    : `${plural(m.refused, 'record')}, by reason: what is wrong, and what the sender does.`);
  refusals('refusals', m.refusals);
}

function showOthers() {
  const others = state.otherRefusals.reduce((sum, r) => sum + r.records, 0);
  const parts = [];
  if (state.updatesOfOtherModels > 0) {
    parts.push(`${plural(state.updatesOfOtherModels, 'update')} of models that are not shown.`);
  }
  if (state.updatesAheadOfTheClock > 0) {
    parts.push(`${plural(state.updatesAheadOfTheClock, 'update')} further ahead of the clock than max-clock-skew.`);
  }
  if (state.modelsLetGo > 0) {
    parts.push(`Only the models with the newest records are kept; ${number(state.modelsLetGo)} were let go.`);
  }
  if (others > 0) {
    parts.push(`${plural(others, 'refusal')} of records that name no model, or one that is not shown.`);
  }
  by('others').hidden = parts.length === 0;
  say('others-says', parts.join(' '));
  refusals('other-refusals', state.otherRefusals);
}

function showTopics() {
  const bad = state.topics.reduce((sum, t) => sum + t.unreadable, 0);
  say('topics-says', `Kafka at ${state.brokers}. `
    + (bad === 0
      ? 'Every record could be read.'
      : `${plural(bad, 'record')} could not be read and ${bad === 1 ? 'was' : 'were'} passed over.`));
  table('topics', [
    { name: 'topic', of: t => t.name },
    { name: 'read', of: t => number(t.read) },
    { name: 'still to read', of: t => (t.behind === undefined ? '–' : number(t.behind)) },
    { name: 'unreadable', of: t => number(t.unreadable) },
    ...(bad > 0 ? [{ name: 'the last of them', text: true, of: t => t.lastUnreadable }] : []),
  ], state.topics);
}

function showModel(m) {
  say('model', m.id);
  const parts = [];
  if (m.removed) {
    parts.push('removed');
  }
  if (m.parameters !== undefined) {
    parts.push(plural(m.parameters, 'parameter'));
    parts.push(`version 0 at ${new Date(m.registeredAt).toLocaleString('en-GB')}`);
  }
  if (m.generation > 0) {
    parts.push(`generation ${number(m.generation)}`);
  }
  say('about', parts.join(' · '));
  document.title = `${number(m.newest)} · ${m.id} · ftte`;
  showNumbers(m);
  showAccuracy(m);
  showVersions(m);
  showHistograms(m);
  showDevices(m);
  showPlans(m);
  showRefusals(m);
}

function show() {
  showStatus();
  showModels();
  showEmpty();
  if (state.models.length > 0) {
    showModel(model());
  }
  showOthers();
  showTopics();
  document.body.dataset.revision = state.revision;
}

function connect() {
  const events = new EventSource('events');
  events.addEventListener('message', event => {
    state = JSON.parse(event.data);
    arrived = performance.now();
    connected = true;
    show();
  });
  events.addEventListener('error', () => {
    connected = false;
    showStatus();
    // The browser tries again by itself unless it was refused.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(connect, 5000);
    }
  });
}

connect();
setInterval(() => {
  if (state) {
    showStatus();
    if (connected && state.models.length > 0) {
      showNumbers(model());
    }
  }
}, 1000);
