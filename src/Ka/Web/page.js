'use strict';
// Everything that came from a node is set as text, never as markup.
const $ = id => document.getElementById(id);
const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
let whose = null, key = sessionStorage.getItem('key') || '';

function bytes(n) {
  let unit = 0;
  while (n >= 999.5 && unit < 5) { n /= 1000; unit++; }
  return n.toFixed(unit && n < 99.95 ? 1 : 0) + ' ' + units[unit];
}

function clock(s) {
  return (s >= 3600 ? Math.floor(s / 3600) + ':' + String(Math.floor(s / 60) % 60).padStart(2, '0') : Math.floor(s / 60)) + ':' + String(Math.floor(s % 60)).padStart(2, '0');
}

function kind(stage) {
  return ['failed', 'gone', 'unfit', 'incomplete', 'not-booted'].includes(stage) ? 'bad' : ['done', 'installed', 'booted'].includes(stage) ? 'good'
    : ['receiving', 'preparing', 'making'].includes(stage) ? 'busy' : '';
}

function make(parent, name, className) {
  const made = parent.appendChild(document.createElement(name));
  made.className = className;
  return made;
}

function rowOf(node) {
  const id = 'n' + node.id + '-' + node.address;
  let row = $(id);
  if (row) return row;
  row = document.createElement('li');
  row.id = id;
  row.tabIndex = 0;
  for (const part of ['place', 'node', 'stage']) make(row, 'span', part);
  make(make(row, 'div', 'bar'), 'div', 'full');
  for (const part of ['rate', 'lag', 'left', 'word']) make(row, 'span', part);
  make(row.querySelector('.node'), 'b', 'address');
  make(row.querySelector('.node'), 'small', 'name');
  row.onclick = () => openLog(node.address);
  row.onkeydown = event => { if (event.key === 'Enter') openLog(node.address); };
  return row;
}

function show(board) {
  const end = 1e9, names = new Map(board.nodes.map(node => [node.id, node.address]));
  $('session').textContent = board.session + (board.round > 1 ? ', round ' + board.round : '');
  $('summary').textContent = (board.outcome || board.phase) + ': ' + board.nodes.length + ' of ' + board.expected + ' nodes, ' + board.done + ' done, '
    + board.failed + ' failed, ' + board.repairs + ' repairs, ' + board.demotions + ' demotions';
  $('figures').textContent = bytes(board.slowestBytes) + (board.expectedBytes ? ' of ' + bytes(board.expectedBytes) : '') + ', ' + bytes(board.rate) + '/s, '
    + clock(board.elapsed) + (board.left !== null ? ', ' + clock(board.left) + ' left' : '');
  $('full').style.width = (board.expectedBytes ? Math.min(100, 100 * board.slowestBytes / board.expectedBytes) : 0) + '%';
  const rows = board.nodes.slice().sort((a, b) => (a.place || end) - (b.place || end) || a.id - b.id).map(node => {
    const row = rowOf(node), set = (part, text) => { row.querySelector('.' + part).textContent = text; };
    const moves = node.stage === 'receiving';
    row.classList = kind(node.stage);
    set('place', node.place || '');
    row.title = node.place ? 'receives from ' + (node.parent ? names.get(node.parent) || 'node ' + node.parent : 'the golden node') : '';
    set('address', node.address);
    set('name', node.name);
    set('stage', node.stage + (node.steps ? ' ' + node.step + '/' + node.steps : ''));
    row.querySelector('.full').style.width = (['done', 'booted', 'not-booted'].includes(node.stage) ? 100 : board.expectedBytes ? Math.min(100, 100 * node.bytes / board.expectedBytes) : 0) + '%';
    set('rate', moves ? bytes(node.rate) + '/s' : '');
    set('lag', moves ? '-' + bytes(node.lag) : '');
    set('left', node.left !== null ? clock(node.left) : '');
    set('word', node.word);
    return row;
  });
  $('chain').replaceChildren(...rows);
}

function openLog(node) {
  whose = node;
  $('log').hidden = false;
  $('whose').textContent = node;
  $('lines').textContent = '';
  readLog().then(() => $('log').scrollIntoView({ block: 'nearest' }));
}

async function readLog() {
  if (!whose) return;
  $('ask').hidden = key !== '';
  if (!key) return;
  const answer = await fetch('/log/' + whose, { headers: { 'X-Ka-Key': key } });
  if (answer.status === 403) {
    key = '';
    sessionStorage.removeItem('key');
    $('ask').hidden = false;
    $('lines').textContent = 'That key does not open it.';
    return;
  }
  const lines = $('lines'), atEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
  lines.textContent = answer.ok ? await answer.text() : 'No log of this node.';
  if (atEnd) lines.scrollTop = lines.scrollHeight;
}

$('close').onclick = () => { whose = null; $('log').hidden = true; };
$('ask').onsubmit = event => {
  event.preventDefault();
  key = $('key').value.trim();
  sessionStorage.setItem('key', key);
  readLog();
};

async function again() {
  try {
    show(await (await fetch('/board.json')).json());
    await readLog();
  } catch (e) {
    $('summary').textContent = 'The golden node does not answer: the run is over, or it cannot be reached.';
  }
  setTimeout(again, 1000);
}

// The link that ka serve says has the key behind it; what is behind # is not sent to anybody.
const told = location.hash.match(/^#([0-9a-f]{32})(?:\/([0-9a-f.:]+))?$/);
if (told) {
  key = told[1];
  sessionStorage.setItem('key', key);
  history.replaceState(null, '', '/');
  if (told[2]) openLog(told[2]);
}
again();
