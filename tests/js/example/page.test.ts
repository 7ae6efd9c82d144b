import { readFile } from 'node:fs/promises'
import { type Browser, chromium, type Download, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'

const url = inject('url')
const { password } = new URL(inject('databaseUrl'))
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
]

let browser: Browser
let page: Page
/** Errors on the console, in scripts, and of requests. */
let problems: string[]
/** Everything that came over HTTP, headers too. */
let received: Promise<string>[]

beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args })
})
afterAll(() => browser?.close())

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, acceptDownloads: true })
  problems = []
  received = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(request.url())
  })
  page.on('response', (response) => {
    const text = async (): Promise<string> => JSON.stringify(await response.allHeaders()) + (await response.text())
    received.push(text().catch(() => ''))
  })
})
afterEach(() => page.close())

/** Opens the page and waits for its first result. */
async function open(query = ''): Promise<void> {
  await page.goto(`${url}/${query}`)
  await settled()
}

/** Waits until the result is that of the choice. */
const settled = (): Promise<unknown> =>
  page.waitForFunction(
    () =>
      document.querySelector('#status')?.textContent !== 'Asking the databases…' &&
      !document.querySelector('#result')?.hasAttribute('aria-busy'),
  )

const status = (): Promise<string | null> => page.getByRole('status').textContent()
const shownRows = (): Promise<number> => page.locator('tbody tr').count()
const focused = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.id)

/** Presses Tab until the focus is on an element. */
async function tabTo(id: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    if ((await focused()) === id) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the Tab key does not lead to #${id}`)
}

async function downloaded(act: () => Promise<unknown>): Promise<{ name: string; text: string }> {
  const [download] = (await Promise.all([page.waitForEvent('download'), act()])) as [Download, unknown]
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

describe('the page', () => {
  test('opens with rows and without an error', async () => {
    await open()
    expect(await page.title()).toBe('Ringed birds · tcpless')
    expect(await status()).toBe('50 rows.')
    expect(await shownRows()).toBe(50)
    expect(problems).toEqual([])
  })

  test('cannot be asked before it knows what there is', async () => {
    const { promise: asked, resolve: answer } = Promise.withResolvers<void>()
    await page.route('**/api', async (route) => {
      await asked
      await route.continue()
    })
    await page.goto(`${url}/?query=summary`)
    expect(await page.getByRole('button', { name: 'Run' }).isDisabled()).toBe(true)
    answer()
    await settled()
    expect(await page.getByRole('button', { name: 'Run' }).isEnabled()).toBe(true)
    expect(await shownRows()).toBe(24)
  })

  const queries = [
    ['Latest observations', 50, 'order by seen_at desc'],
    ['One species', undefined, 'where species ='],
    ['All species', 24, 'group by species.name'],
    ['Behaviour and weather', undefined, 'weather'],
    ['One family', 50, 'order by'],
    ['One ring number', 1, 'where ring ='],
    ['Everything', 100, 'select * from observations order by id'],
  ] as const

  const requests: Record<string, RegExp> = {
    Postgres: /^POST http:\/\/localhost:\d+\/sql\n/,
    PlanetScale: /^POST http:\/\/localhost:\d+\/psdb\.v1alpha1\.Database\/Execute\n/,
    D1: /^env\.DB\n {2}\.prepare\("/,
    'Durable Object': /^env\.BIRDS\n {2}\.get\(id\)\n {2}\.tcpless\(\d+ bytes\)$/,
  }

  test.each(['Postgres', 'PlanetScale', 'D1', 'Durable Object'])(
    '%s: shows rows, SQL, request, size and time of each query',
    async (database) => {
      await open()
      await page.getByRole('radio', { name: database }).check()
      await settled()
      for (const [title, rows, sql] of queries) {
        await page.getByRole('radio', { name: title }).check()
        await settled()
        expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(title)
        const count = await shownRows()
        if (rows === undefined) expect(count).toBeGreaterThan(10)
        else expect(count).toBe(rows)
        expect(await page.locator('thead th[scope=col]').count()).toBeGreaterThan(3)
        expect(await page.locator('#sql').textContent()).toContain(sql)
        const request = await page.locator('#request').textContent()
        expect(request).toMatch(requests[database] as RegExp)
        expect(await page.locator('#figure-size').textContent()).toMatch(/^[\d.]+ (?:B|kB|MB)$/)
        expect(await page.locator('#figure-all').textContent()).toMatch(/^[\d.]+ ms$/)
      }
      expect(await status()).toBe('10,000 rows, the first 100 are shown. A download has them all.')
      expect(problems).toEqual([])
    },
  )

  test('values of a query can be chosen, and no rows are told', async () => {
    await open('?database=d1&query=ring')
    await page.getByLabel('Ring number', { exact: true }).fill('5')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect.poll(status).toBe('No rows.')
    await page.getByRole('radio', { name: 'One species' }).check()
    await page.getByLabel('Species', { exact: true }).selectOption('White Stork')
    await settled()
    expect(await page.locator('#sql').textContent()).toContain('-- parameter 1: "White Stork"')
    expect(new URL(page.url()).searchParams.get('species')).toBe('White Stork')
  })

  test('its address shows the same again', async () => {
    await open('?database=d1&query=species&species=Barn+Owl&grams=350')
    expect(await page.getByRole('radio', { name: 'D1' }).isChecked()).toBe(true)
    expect(await page.getByLabel('At least this heavy, in grams').inputValue()).toBe('350')
    expect(await page.locator('#request').textContent()).toContain('.bind("Barn Owl", 350)')
  })

  test('can be used with the keyboard alone', async () => {
    await open()
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('Skip to the result')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('result')

    await open()
    await tabTo('database-postgres')
    await page.keyboard.press('ArrowRight')
    await settled()
    await page.keyboard.press('ArrowRight')
    await settled()
    expect(await page.locator('#request-title').textContent()).toBe('Call of the binding')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('query-latest')
    await page.keyboard.press('ArrowDown')
    await settled()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('value-species')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('35')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#request').textContent()).toContain('.bind("Common Kingfisher", 35)')
    await settled()
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('Run')
    const { text } = await downloaded(async () => {
      await tabTo('download-ndjson')
      await page.keyboard.press('Enter')
    })
    expect(await status()).toContain(`${text.trimEnd().split('\n').length} rows`)
    await tabTo('table-frame')
    await page.keyboard.press('End')
    await expect.poll(() => page.locator('#table-frame').evaluate((frame) => frame.scrollTop)).toBeGreaterThan(0)
  })

  test('every control has a name, and the focus can be seen', async () => {
    await open('?query=species')
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')]
        .filter((control) => (control.labels?.length ?? 0) === 0)
        .map(({ id }) => id),
    )
    expect(nameless).toEqual([])
    for (const id of ['value-species', 'download-json', 'table-frame']) {
      await tabTo(id)
      const outline = await page.locator(':focus').evaluate((element) => getComputedStyle(element).outlineStyle)
      expect([id, outline]).toEqual([id, 'solid'])
    }
  })

  test.each([320, 390, 768, 1280, 1920])('fits %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    await open('?query=everything')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })

  test('is light or dark as the visitor likes', async () => {
    await open()
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await background()
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await background()).not.toBe(light)
  })
})

describe('downloads', () => {
  test.each(['postgres', 'planetscale', 'd1', 'durable-object'])(
    '%s: JSON and NDJSON have all 10,000 rows',
    async (database) => {
      await open(`?database=${database}&query=everything`)
      const json = await downloaded(() => page.getByRole('link', { name: 'JSON', exact: true }).click())
      const ndjson = await downloaded(() => page.getByRole('link', { name: 'NDJSON' }).click())
      expect([json.name, ndjson.name]).toEqual(['birds.json', 'birds.ndjson'])
      const rows = JSON.parse(json.text) as unknown[]
      expect(rows).toHaveLength(10_000)
      const lines = ndjson.text.trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line))).toEqual(rows)
    },
  )
})

describe('SQL of one’s own', () => {
  const own = async (sql: string): Promise<void> => {
    await page.getByRole('radio', { name: 'Your own SQL' }).check()
    await page.getByLabel('SQL: one query').fill(sql)
    await page.keyboard.press('ControlOrMeta+Enter')
    await settled()
  }

  test.each(['Postgres', 'PlanetScale', 'D1', 'Durable Object'])(
    '%s: runs, and can be downloaded',
    async (database) => {
      await open()
      await page.getByRole('radio', { name: database }).check()
      await settled()
      await own('select id, species from observations order by id limit 7')
      expect(await status()).toBe('7 rows.')
      const { name, text } = await downloaded(() => page.getByRole('link', { name: 'NDJSON' }).click())
      expect(name).toBe('birds.ndjson')
      expect(text.trimEnd().split('\n')).toHaveLength(7)
      expect(problems).toEqual([])
    },
  )

  test('that writes is refused, and the page says so', async () => {
    await open()
    await own('delete from observations')
    expect(await status()).toBe('Only a query can run here: it must begin with select, with or values. (sql_refused)')
    expect(await page.locator('#table-frame').isVisible()).toBe(false)
    expect(await page.getByRole('link', { name: 'JSON', exact: true }).isVisible()).toBe(false)
  })

  test('is not offered under another name of this machine', async () => {
    await page.route('**/api', async (route) => {
      const response = await route.fetch({ headers: { ...route.request().headers(), host: 'birds.example' } })
      await route.fulfill({ response })
    })
    await open()
    expect(await shownRows()).toBe(50)
    expect(await page.getByRole('radio', { name: 'Your own SQL' }).count()).toBe(0)
  })
})

describe('failures', () => {
  test('a result that breaks off is not shown as one', async () => {
    await open()
    await page.route('**/api?*', (route) => route.fulfill({ contentType: 'application/json', body: '[{"id":1},{"id"' }))
    await page.getByRole('radio', { name: 'Everything' }).check()
    await expect.poll(status).toBe('The result did not arrive in full.')
    expect(await page.locator('#table-frame').isVisible()).toBe(false)
  })

  test('a database that does not answer cannot be chosen', async () => {
    await page.route('**/api', async (route) => {
      const response = await route.fetch()
      const catalogue = await response.json()
      catalogue.databases[0] = { id: 'postgres', name: 'Postgres', about: 'Neon over HTTP', problem: 'unavailable' }
      await route.fulfill({ json: catalogue })
    })
    await open()
    expect(await page.getByRole('radio', { name: 'Postgres' }).isDisabled()).toBe(true)
    expect(await page.getByRole('radio', { name: 'PlanetScale' }).isChecked()).toBe(true)
    expect(await shownRows()).toBe(50)
  })
})

test('no secret reaches the browser', async () => {
  await open()
  for (const title of ['One species', 'Your own SQL']) {
    await page.getByRole('radio', { name: title }).check()
    await settled()
  }
  await page.getByRole('button', { name: 'Run' }).click()
  await settled()
  const everything = [await page.content(), ...(await Promise.all(received))].join('\n')
  expect(everything).toContain('Neon-Connection-String')
  expect(decodeURIComponent(everything.replaceAll(/%(?![\dA-F]{2})/gi, '%25'))).not.toContain(password)
  expect(everything).not.toContain(password)
})
