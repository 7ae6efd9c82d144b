// The queries anybody may run. A template tag takes values apart from SQL, and so does the query builder: all inputs
// can be passed as they come.
import { builder } from 'tcpless/builder'
import { type Database, type Fragment, type Parameter, sql } from 'tcpless/neon'
import type { DatabaseId } from './databases.js'

/** A value the visitor chooses. */
export interface Input {
  readonly name: string
  readonly label: string
  readonly value: string
  /** Allowed values; any text when there are none. */
  readonly options?: readonly string[]
  readonly type?: 'number'
}

/** A query with a name. */
export interface NamedQuery {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly inputs?: readonly Input[]
  /** The answer is one object, or 404. */
  readonly single?: true
  readonly query: (db: Database, value: (name: string) => string, database: DatabaseId) => Fragment
}

/** The tables, for the query builder. `npx tcpless types` writes such an interface. */
interface Birds {
  species: { id: number; name: string; latin: string; family: string }
  observations: { id: number; species: string; station: string; weight_g: string; seen_at: string }
}

const species = [
  ...['Arctic Tern', 'Atlantic Puffin', 'Barn Owl', 'Barn Swallow', 'Bohemian Waxwing', 'Common Blackbird'],
  ...['Common Crane', 'Common Kingfisher', 'Common Nightingale', 'Common Swift', 'Eurasian Blue Tit'],
  ...['Eurasian Bullfinch', 'Eurasian Golden Oriole', 'Eurasian Hoopoe', 'Eurasian Wren', 'European Bee-eater'],
  ...['European Robin', 'Goldcrest', 'Great Spotted Woodpecker', 'Great Tit', 'Northern Lapwing'],
  ...['Peregrine Falcon', 'Tawny Owl', 'White Stork'],
]

export const queries: readonly NamedQuery[] = [
  {
    id: 'latest',
    title: 'Latest observations',
    about: 'A simple select, newest first',
    query: (db) => db`
      select seen_at, species, station, weight_g, adult, note
      from observations
      order by seen_at desc
      limit 50`,
  },
  {
    id: 'species',
    title: 'One species',
    about: 'Filtered by two parameters',
    inputs: [
      { name: 'species', label: 'Species', value: 'Common Kingfisher', options: species },
      { name: 'grams', label: 'At least this heavy, in grams', value: '40', type: 'number' },
    ],
    query: (db, value) => db`
      select ring, weight_g, adult, station, seen_at
      from observations
      where species = ${value('species')} and weight_g >= ${Number(value('grams'))}
      order by weight_g desc, ring`,
  },
  {
    id: 'summary',
    title: 'All species',
    about: 'A join and an aggregation',
    query: (db) => db`
      select
        species.name as species, species.latin, count(*) as observations,
        count(case when not adult then 1 end) as young,
        round(avg(observations.weight_g), 2) as mean_weight_g,
        max(seen_at) as last_seen
      from observations
      join species on species.name = observations.species
      group by species.name, species.latin
      order by observations desc, species`,
  },
  {
    id: 'behaviour',
    title: 'Behaviour and weather',
    about: 'JSON and arrays, on either database',
    inputs: [
      {
        name: 'behaviour',
        label: 'Behaviour',
        value: 'flying over',
        options: [
          ...['alarm', 'bathing', 'calling', 'carrying food', 'feeding', 'flying over', 'in a flock'],
          ...['nest building', 'resting', 'singing'],
        ],
      },
      {
        name: 'sky',
        label: 'Sky',
        value: 'snow',
        options: ['clear', 'cloudy', 'overcast', 'rain', 'fog', 'snow'],
      },
    ],
    query: (db, value, database) => db`
      select seen_at, species, behaviour, weather
      from observations
      where ${hasBehaviour[database](value('behaviour'))} and ${sky[database]} = ${value('sky')}
      order by seen_at desc`,
  },
  {
    id: 'family',
    title: 'One family',
    about: 'Made with the query builder',
    inputs: [
      {
        name: 'family',
        label: 'Family',
        value: 'Muscicapidae',
        options: ['Alcidae', 'Falconidae', 'Gruidae', 'Muscicapidae', 'Paridae', 'Strigidae'],
      },
    ],
    query: (db, value) => {
      const { sql: text, parameters } = builder<Birds>(db)
        .selectFrom('observations as o')
        .innerJoin('species as s', 's.name', 'o.species')
        .select(['o.seen_at', 's.name as species', 's.latin', 'o.station', 'o.weight_g'])
        .where('s.family', '=', value('family'))
        .orderBy('o.weight_g', 'desc')
        .orderBy('o.id')
        .limit(50)
        .compile()
      return db.query(text, parameters as readonly Parameter[])
    },
  },
  {
    id: 'ring',
    title: 'One ring number',
    about: 'A single object, or status 404',
    inputs: [{ name: 'ring', label: 'Ring number', value: '91039602919', type: 'number' }],
    single: true,
    query: (db, value) => db`
      select observations.*, latin, family
      from observations
      join species on species.name = observations.species
      where ring = ${Number(value('ring'))}`,
  },
  {
    id: 'everything',
    title: 'Everything',
    about: 'All 10,000 rows',
    query: (db) => db`select * from observations order by id`,
  },
]

const sqliteSky = sql`weather ->> 'sky'`
const sky: Record<DatabaseId, Fragment> = {
  postgres: sql`weather ->> 'sky'`,
  planetscale: sql`json_unquote(json_extract(weather, '$.sky'))`,
  d1: sqliteSky,
  'durable-object': sqliteSky,
}

// Fragments: part of the query they are put into, with their values.
function inJson(behaviour: string): Fragment {
  return sql`exists (select 1 from json_each(behaviour) where value = ${behaviour})`
}

const hasBehaviour: Record<DatabaseId, (behaviour: string) => Fragment> = {
  postgres: (behaviour) => sql`${behaviour} = any (behaviour)`,
  planetscale: (behaviour) => sql`json_contains(behaviour, json_quote(${behaviour}))`,
  d1: inJson,
  'durable-object': inJson,
}
