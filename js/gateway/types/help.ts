/** What `npx tcpless types --help` prints. */
export const help = `tcpless types: the TypeScript of a database's tables

Usage: npx tcpless types [options]

Reads the schema of a live database and writes an interface for each table and
view, and one for all of them, Database, for builder<Database>(db) of
tcpless/builder and for Kysely. The types of columns are those that a client of
this package gives: name the forms that yours has in its option types.

Which database; without any of them the one in DATABASE_URL:
  --url URL         a server: postgres://user:password@host:5432/database or
                    mysql://user:password@host:3306/database
  --sqlite FILE     a SQLite file; it is only read
  --d1 NAME         what wrangler keeps on this machine of a D1 database: its
                    binding, name or id in wrangler.jsonc; or a SQLite file
  --remote          the D1 database at Cloudflare, by the REST API, with
                    CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN
  --data DIR        a folder of PGlite, as of tcpless dev --data
  --neon URL        Neon and what speaks its protocol, over HTTPS, and what
                    npx tcpless dev prints
  --planetscale URL PlanetScale for MySQL, over HTTPS, and what
                    npx tcpless dev --mysql prints

Where to:
  --out FILE        write this file, not standard output
  --check           write nothing; end with status 1 when FILE would change
  --quiet           print no progress

Which tables:
  --schema A,B      of these schemas (of MySQL: databases); default: the current
                    one, whose tables have keys without it, as in 'B.table'
  --default-schema A
                    tables of this schema have keys without it
  --exclude A,B     not these; * stands for any part, a name with a point is
                    one of a schema
  --partitions      the partitions of PostgreSQL's tables too

How values are given, by the names and forms of the client's option types:
  --types PRESET    pg, mysql or text
  --int8 FORM       number, string or bigint; for SQLite, integers beyond 2^53
                    by D1's REST API
  --numeric FORM    string, number or bigint
  --json FORM       parsed, rounded or text
  --bytea FORM      bytes or hex
  --timestamptz FORM, --timestamp FORM, --date FORM, --datetime FORM
                    iso, text, date or local, as the database has them
  --interval FORM, --point FORM, --circle FORM
                    text or object
  --bit FORM        bytes or bigint
  --tinyint1 FORM   number or boolean
  --integers FORM   SQLite in a Durable Object: number, exact, string or bigint
  --columns NAME=FORM,...
                    by the name of a column: price=number, tags=text[]
  --oids OID=FORM,...
                    by the OID of a type of PostgreSQL
  --camel-case      names in camel case, as by rename: 'camel'

  --help            print this

--url needs pg for PostgreSQL and mysql2 for MySQL: yours to install. A URL in
DATABASE_URL is not seen in the list of processes. No URL is written anywhere.

Examples:
  npx tcpless types --out src/database.ts
  npx tcpless types --url postgres://me:secret@localhost/shop --int8 bigint
  npx tcpless types --d1 DB --out src/database.ts
  npx tcpless types --out src/database.ts --check
`
