-- Writes postgres_samples.jsonl: what PostgreSQL's output functions write under many settings, and
-- beside it the same value as the server itself says it in another way.
--
--   psql --no-psqlrc --quiet --tuples-only --no-align --file=postgres_samples.sql > postgres_samples.jsonl
--
-- Made with PostgreSQL 15. A line is {"type": OID, "text": the server's text, "expected": as tests/cpp/support/json_sink.h
-- shows it, "date": true when dates are asked for}.
\set ON_ERROR_STOP on
select setseed(0.25) \gset ignored_

create function pg_temp.iso(instant timestamptz) returns text language sql stable as $$
  select case
      when not isfinite(instant) then instant::text
      else case
          when year between 0 and 9999 then lpad(year::text, 4, '0')
          else case when year < 0 then '-' else '+' end || lpad(abs(year)::text, 6, '0')
        end
        || to_char(utc, '-MM-DD"T"HH24:MI:SS')
        || case when to_char(utc, 'US') = '000000' then '' else '.' || rtrim(to_char(utc, 'US'), '0') end || 'Z'
    end
  from (select instant at time zone 'UTC' as utc) as a,
    lateral (select extract(year from utc)::int + case when extract(year from utc) < 0 then 1 else 0 end as year) as b
$$;
create function pg_temp.milliseconds(instant timestamptz) returns jsonb language sql stable as $$
  select jsonb_build_object('date', floor(extract(epoch from instant) * 1000)::int8)
$$;

create temp table instant (value timestamptz);
insert into instant values
  ('infinity'), ('-infinity'), ('epoch'), ('4714-11-24 00:00:00+00 BC'), ('294276-12-31 23:59:59.999999+00'),
  ('0001-01-01 00:00:00+00'), ('0001-12-31 23:59:59.999999+00 BC'), ('0044-03-15 12:00:00+00 BC'),
  ('9999-12-31 23:59:59.999999+00'), ('10000-01-01 00:00:00+00'), ('2024-02-29 23:59:59.5+00'),
  ('1800-01-01 00:00:00+00'), ('1969-12-31 23:59:59.999999+00'), ('2024-03-10 07:00:00+00');
insert into instant
  select 'epoch'::timestamptz + interval '1 day' * floor((random() - 0.5) * 60000)
    + interval '1 microsecond' * floor(random() * 86400000000) from generate_series(1, 12);
insert into instant
  select 'epoch'::timestamptz + interval '1 day' * floor(random() * 109000000 - 2400000)
    + interval '1 microsecond' * floor(random() * 86400000000) from generate_series(1, 12);

create function pg_temp.samples() returns setof json language sql stable as $$
  select json_build_object('type', 1184, 'text', value::text, 'expected', pg_temp.iso(value)) from instant
$$;
set datestyle = iso;
set timezone = 'UTC';               select pg_temp.samples();
set timezone = 'Asia/Kolkata';      select pg_temp.samples();
set timezone = 'America/New_York';  select pg_temp.samples();
set timezone = 'Europe/Dublin';     select pg_temp.samples();
set timezone = 'Africa/Monrovia';   select pg_temp.samples();
set timezone = 'Pacific/Apia';      select pg_temp.samples();
set timezone = '<far>-99:59';       select pg_temp.samples();
set time zone interval '-100:30' hour to minute; select pg_temp.samples();

set timezone = 'America/St_Johns';
select json_build_object('type', 1184, 'text', value::text, 'expected', pg_temp.milliseconds(value), 'date', true)
  from instant where isfinite(value) and value < '275760-09-13';
select json_build_object('type', 1114, 'text', (value at time zone 'UTC')::text, 'expected', pg_temp.milliseconds(value), 'date', true)
  from instant where isfinite(value) and value < '275760-09-13';
select json_build_object('type', 1082, 'text', (value at time zone 'UTC')::date::text,
    'expected', pg_temp.milliseconds(date_trunc('day', value at time zone 'UTC') at time zone 'UTC'), 'date', true)
  from instant where isfinite(value) and value < '275760-09-13';

-- Other styles are handed on as they are.
set timezone = 'Asia/Kathmandu';
set datestyle = german;             select json_build_object('type', 1184, 'text', value::text, 'expected', value::text) from instant;
set datestyle = sql, dmy;           select json_build_object('type', 1184, 'text', value::text, 'expected', value::text) from instant;
set datestyle = postgres, mdy;      select json_build_object('type', 1184, 'text', value::text, 'expected', value::text) from instant;
set datestyle = iso;

-- Arrays of text that needs quoting, of one and two dimensions, with other lower bounds too.
create temp table list (value text[]);
insert into list
  select (select array_agg(case when random() < 0.1 + n * 0 then null else (
      select coalesce(string_agg((array['', 'NULL', 'null', 'a', ' ', E'\t', E'\n', '{', '}', ',', ';', '"', '\', '''', 'é', '😀', E'\u00a0', E'\x01', '[0:1]=', repeat('x', 20)])
        [1 + floor(random() * 20 + n * 0 + element * 0 + part * 0)::int], ''), '') from generate_series(1, floor(random() * 5 + element * 0)::int) as part) end)
    from generate_series(1, 6) as element)
  from generate_series(1, 60) as n;
select json_build_object('type', 1009, 'text', value::text, 'expected', to_jsonb(value)) from list;
select json_build_object('type', 1009, 'text', array[value[1:2], value[3:4], value[5:6]]::text,
  'expected', to_jsonb(array[value[1:2], value[3:4], value[5:6]])) from list limit 20;
select json_build_object('type', 1009, 'text', ('[-2:3]=' || value::text)::text[]::text, 'expected', to_jsonb(value)) from list limit 10;
select json_build_object('type', 1009, 'text', '{}'::text[]::text, 'expected', '[]'::json);
select json_build_object('type', 3807, 'text', array_agg(to_jsonb(value))::text, 'expected', jsonb_agg(to_jsonb(value)))
  from list group by value[1] limit 20;
select json_build_object('type', 1020, 'text', array[box '(1,2),(3,4)', null, box '(0.5,-1),(1e20,0)']::text,
  'expected', json_build_array(box '(1,2),(3,4)', null, box '(0.5,-1),(1e20,0)'));
select json_build_object('type', 1187, 'text', array[interval '1 year -2 days 03:04:05.006', '0']::text,
  'expected', to_jsonb(array[(interval '1 year -2 days 03:04:05.006')::text, (interval '0')::text]));
select json_build_object('type', 2287, 'text', array[row(1, 'a"b', null), row(2, '\', 'x y')]::text,
  'expected', to_jsonb(array[row(1, 'a"b', null)::text, row(2, '\', 'x y')::text]));
select json_build_object('type', 1185, 'text', array_agg(value)::text, 'expected', jsonb_agg(pg_temp.iso(value))) from instant;

-- bytea in both formats.
create temp table blob (value bytea);
insert into blob select string_agg(decode(lpad(to_hex(floor(random() * 256)::int), 2, '0'), 'hex'), '')
  from generate_series(1, 40) as n, generate_series(1, n) as byte group by n;
insert into blob values ('');
insert into blob values ('\x5c'), ('\x5c5c'), ('\x5c78'), ('\x00'), ('\x7e7f8081'), ('\x22275c7b7d2c');
set bytea_output = hex;
select json_build_object('type', 17, 'text', value::text, 'expected', json_build_object('hex', encode(value, 'hex'))) from blob;
select json_build_object('type', 1001, 'text', array_agg(value)::text, 'expected', jsonb_agg(jsonb_build_object('hex', encode(value, 'hex')))) from blob;
set bytea_output = escape;
select json_build_object('type', 17, 'text', value::text, 'expected', json_build_object('hex', encode(value, 'hex'))) from blob;
select json_build_object('type', 1001, 'text', array_agg(value)::text, 'expected', jsonb_agg(jsonb_build_object('hex', encode(value, 'hex')))) from blob;

-- Numbers.
create temp table real_number as
  select ((random() - 0.5) * 10.0 ^ floor(random() * 600 - 300))::float8 as value from generate_series(1, 60);
insert into real_number values (0), (1), (1e15), (1e16), (1e21), (1e-5), (5e-324), (1.7976931348623157e308), (0.1), (-1e-320);
select json_build_object('type', 701, 'text', value::text, 'expected', value) from real_number;
select json_build_object('type', 700, 'text', value::float4::text, 'expected', value::float4) from real_number where abs(value) between 1e-30 and 1e30;
select json_build_object('type', 1022, 'text', array_agg(value)::text, 'expected', json_agg(value)) from real_number;
select json_build_object('type', 20, 'text', value::text, 'expected', value)
  from (select floor((random() - 0.5) * 2 ^ (n + 1))::int8 as value from generate_series(1, 52) as n) as a;
select json_build_object('type', 23, 'text', value::text, 'expected', value)
  from (select floor((random() - 0.5) * 2 ^ (n + 1))::int4 as value from generate_series(1, 30) as n) as a;
select json_build_object('type', 1231, 'text', array_agg(value)::text, 'expected', json_agg(value::text))
  from (values (1.10), (0.00), ('NaN'), (-12345678901234567890.123), (1e-20), (null::numeric)) as a (value);
