// The page: asks the API what there is, runs what is chosen, shows what came and what had gone out for it.
import { showFigures, showRows, showSent } from './show.js'

const api = '/api'
const ownSql = 'own-sql'

const element = (id) => document.getElementById(id)
const form = element('choice')
const status = element('status')

let catalogue
let running

/** @returns {HTMLElement} an element with attributes and children; text is never read as HTML */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(attribute, '')
    else if (value !== false && value !== undefined) made.setAttribute(attribute, value)
  }
  made.append(...children)
  return made
}

function radio(group, { id, title, about, disabled }) {
  const input = make('input', { type: 'radio', name: group, value: id, id: `${group}-${id}`, disabled })
  const text = make('span', {}, make('span', { class: 'title' }, title), make('span', { class: 'about' }, about))
  return make('label', { class: 'option', for: input.id }, input, text)
}

function choose(group, id) {
  const radios = [...form.elements[group]].filter(({ disabled }) => !disabled)
  const chosen = radios.find(({ value }) => value === id) ?? radios[0]
  if (chosen) chosen.checked = true
}

const chosenQuery = () => catalogue.queries.find(({ id }) => id === form.elements.query.value)

function field(name, label, control) {
  control.id = `value-${name}`
  control.name = name
  return make('div', { class: 'field' }, make('label', { for: control.id }, label), control)
}

function control({ options, type, value }) {
  if (!options)
    return make('input', { type: type ?? 'text', value, step: type && 1, required: true, autocomplete: 'off' })
  const select = make('select', {}, ...options.map((option) => make('option', {}, option)))
  select.value = value
  return select
}

function sqlControl() {
  const area = make('textarea', { rows: 6, spellcheck: 'false', autocapitalize: 'off', required: true })
  area.value = 'select station, count(*) as birds\nfrom observations\ngroup by station\norder by birds desc'
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit()
  })
  return area
}

/** The fields of the chosen query, with values from the address of the page. */
function showInputs(values = new URLSearchParams()) {
  const own = form.elements.query.value === ownSql
  const fields = own
    ? [field('sql', 'SQL: one query, read-only, at most 500 rows. Ctrl + Enter runs it.', sqlControl())]
    : chosenQuery().inputs.map((input) =>
        field(input.name, input.label, control({ ...input, value: values.get(input.name) ?? input.value })),
      )
  const inputs = element('inputs')
  inputs.replaceChildren(inputs.querySelector('legend'), ...fields)
  inputs.hidden = fields.length === 0
}

/** What to ask for: the address, and for one's own SQL a body. */
function wanted(extra = {}) {
  const values = new FormData(form)
  const address = new URLSearchParams(extra)
  if (values.get('query') !== ownSql) {
    for (const [name, value] of values) address.append(name, value)
    return { address: `${api}?${address}` }
  }
  const body = JSON.stringify({ database: values.get('database'), sql: values.get('sql') })
  return {
    address: `${api}?${address}`,
    init: { method: 'POST', headers: { 'content-type': 'application/json' }, body },
  }
}

/** The page's own address names what it shows, so that it can be passed on. */
function remember() {
  const values = new URLSearchParams(new FormData(form))
  values.delete('sql')
  history.replaceState(null, '', `?${values}`)
}

function showDownloads(shown) {
  element('downloads').hidden = !shown
  for (const format of ['json', 'ndjson']) element(`download-${format}`).href = wanted({ format, download: '' }).address
}

/** A link cannot POST, so the download of one's own SQL is fetched and then saved. */
async function saveOwn(event, format) {
  if (form.elements.query.value !== ownSql) return
  event.preventDefault()
  const { address, init } = wanted({ format, download: '' })
  const response = await fetch(address, init)
  const url = URL.createObjectURL(await response.blob())
  make('a', { href: url, download: `birds.${format}` }).click()
  URL.revokeObjectURL(url)
}

async function run() {
  running?.abort()
  running = new AbortController()
  const { signal } = running
  const { address, init } = wanted()
  const title = chosenQuery()?.title ?? 'Your own SQL'
  element('result').setAttribute('aria-busy', 'true')
  element('result-title').textContent = title
  const begin = performance.now()
  try {
    const response = await fetch(address, { ...init, signal })
    const first = performance.now() - begin
    const text = await response.text()
    const all = performance.now() - begin
    showSent(response.headers.get('sent'))
    const bytes = new TextEncoder().encode(text).length
    show(response, JSON.parse(text), title, { bytes, first, all })
  } catch (error) {
    if (error.name === 'AbortError') return
    // A result that broke off in the middle is not JSON, so nothing of it is shown.
    fail('The result did not arrive in full.')
    console.error(error)
  }
  element('result').removeAttribute('aria-busy')
}

function show(response, answer, title, figures) {
  if (answer?.error) return fail(`${answer.error.message} (${answer.error.code})`)
  const rows = Array.isArray(answer) ? answer : answer === null ? [] : [answer]
  const shown = showRows(title, rows)
  showFigures(rows.length, figures)
  showDownloads(response.ok)
  element('table-frame').hidden = rows.length === 0
  const count = rows.length === 1 ? '1 row' : `${rows.length.toLocaleString('en')} rows`
  const part = shown < rows.length ? `, the first ${shown} are shown. A download has them all.` : '.'
  status.className = ''
  status.textContent = rows.length === 0 ? 'No rows.' : `${count}${part}`
}

function fail(message) {
  status.className = 'failed'
  status.textContent = message
  for (const id of ['figures', 'table-frame', 'downloads']) element(id).hidden = true
}

function listen() {
  element('run').disabled = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    remember()
    run()
  })
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'query') showInputs()
    const own = form.elements.query.value === ownSql
    if ((target.type === 'radio' || target.tagName === 'SELECT') && !own && form.reportValidity()) {
      remember()
      run()
    }
  })
  for (const format of ['json', 'ndjson']) {
    element(`download-${format}`).addEventListener('click', (event) => saveOwn(event, format))
  }
}

async function start() {
  const response = await fetch(api)
  catalogue = await response.json()
  if (!response.ok) throw new Error(catalogue.error?.code)
  element('databases').append(
    ...catalogue.databases.map(({ id, name, about, problem }) =>
      radio('database', {
        id,
        title: name,
        about: problem ? `${about} (${problem})` : about,
        disabled: Boolean(problem),
      }),
    ),
  )
  const own = { id: ownSql, title: 'Your own SQL', about: 'Only here, on your own machine' }
  element('queries').append(
    ...[...catalogue.queries, ...(catalogue.freeSql ? [own] : [])].map((query) => radio('query', query)),
  )
  const values = new URLSearchParams(location.search)
  choose('database', values.get('database'))
  choose('query', values.get('query'))
  showInputs(values)
  listen()
  if (catalogue.databases.every(({ problem }) => problem)) return fail('No database answers.')
  if (form.elements.query.value === ownSql) status.textContent = 'Ready.'
  else await run()
}

start().catch((error) => {
  console.error(error)
  fail('The API does not answer.')
})
