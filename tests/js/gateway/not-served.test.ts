// A client of one service at a gateway that serves another: each shows what was asked and what is served.
import { neon as officialNeon } from '@neondatabase/serverless'
import { connect } from '@planetscale/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { d1Rest } from '../../../js/services/d1-rest.js'
import { neon } from '../../../js/services/neon.js'
import { planetscale } from '../../../js/services/planetscale.js'
import { type Running, rawRequest, start, startTimeout } from './running.js'

const accountId = '0'.repeat(32)
const databaseId = '00000000-0000-4000-8000-000000000000'

describe('a gateway of D1 alone', () => {
  let running: Running
  let url: string
  beforeAll(async () => {
    running = await start('PGlite', { sqlite: ':memory:' })
    url = `postgres://tcpless:secret@localhost:${running.gateway.port}/postgres`
  })
  afterAll(() => running?.stop())

  const message = "this gateway does not serve POST /sql; it serves Cloudflare D1's REST API below /client/v4/"

  test("Neon's driver and tcpless/neon say so", async () => {
    await expect(officialNeon(url)`select 1`).rejects.toThrow(message)
    await expect(neon(url)`select 1`).rejects.toMatchObject({ name: 'DatabaseError', status: 400, message })
  })

  test('a long path is not quoted whole, and a query string not at all', async () => {
    const path = `/${'x'.repeat(5000)}?token=secret`
    const { status, body } = await rawRequest(running.gateway, { path })
    expect(status).toBe(400)
    expect(JSON.parse(body).message).toContain(`serve POST /${'x'.repeat(199)}; it serves`)
    expect(body).not.toContain('secret')
  })
})

describe('a gateway of PostgreSQL', () => {
  let running: Running
  beforeAll(async () => {
    running = await start('PostgreSQL')
  }, startTimeout)
  afterAll(() => running?.stop())

  const served = "it serves Neon's SQL over HTTP at POST /sql"

  test('tcpless/d1-rest says so', async () => {
    const endpoint = `http://localhost:${running.gateway.port}/client/v4`
    const db = d1Rest({ endpoint, accountId, databaseId, apiToken: 'secret' })
    const message = `this gateway does not serve POST /client/v4/accounts/${accountId}/d1/database/${databaseId}/raw; ${served}`
    await expect(db`select 1`).rejects.toMatchObject({ name: 'DatabaseError', status: 400, message })
  })

  test("PlanetScale's client and tcpless/planetscale say so", async () => {
    const url = `http://tcpless:secret@localhost:${running.gateway.port}/shop`
    const message = `this gateway does not serve POST /psdb.v1alpha1.Database/Execute; ${served}`
    await expect(connect({ url }).execute('select 1')).rejects.toThrow(message)
    await expect(planetscale(url)`select 1`).rejects.toMatchObject({ name: 'DatabaseError', status: 400, message })
  })
})

test(
  'a gateway of two services names both',
  async () => {
    const running = await start('PostgreSQL', { sqlite: ':memory:' })
    try {
      const { body } = await rawRequest(running.gateway, { path: '/v1/query', method: 'GET' })
      expect(JSON.parse(body).message).toBe(
        "this gateway does not serve GET /v1/query; it serves Neon's SQL over HTTP at POST /sql and Cloudflare D1's REST API below /client/v4/",
      )
    } finally {
      await running.stop()
    }
  },
  startTimeout,
)
