-- Ringed birds, invented: 10,000 observations over three years, the same in every run and in seed/d1.sql.

create table if not exists species (
  id integer primary key,
  name text not null unique,
  latin text not null,
  family text not null,
  weight_g numeric(6, 1) not null
);

create table if not exists observations (
  id integer primary key,
  ring bigint not null unique,
  species text not null references species (name),
  station text not null,
  weight_g numeric(7, 2) not null,
  adult boolean not null,
  seen_at timestamptz not null,
  weather jsonb not null,
  behaviour text[] not null,
  note text
);

-- The first 14 stay all year, the others are there from April to September.
insert into species (id, name, latin, family, weight_g) values
  (1, 'Great Tit', 'Parus major', 'Paridae', 18.0),
  (2, 'Eurasian Blue Tit', 'Cyanistes caeruleus', 'Paridae', 11.0),
  (3, 'Common Blackbird', 'Turdus merula', 'Turdidae', 100.0),
  (4, 'European Robin', 'Erithacus rubecula', 'Muscicapidae', 18.0),
  (5, 'Common Kingfisher', 'Alcedo atthis', 'Alcedinidae', 37.0),
  (6, 'Barn Owl', 'Tyto alba', 'Tytonidae', 330.0),
  (7, 'Tawny Owl', 'Strix aluco', 'Strigidae', 480.0),
  (8, 'Peregrine Falcon', 'Falco peregrinus', 'Falconidae', 780.0),
  (9, 'Great Spotted Woodpecker', 'Dendrocopos major', 'Picidae', 82.0),
  (10, 'Goldcrest', 'Regulus regulus', 'Regulidae', 5.6),
  (11, 'Eurasian Wren', 'Troglodytes troglodytes', 'Troglodytidae', 9.0),
  (12, 'Eurasian Bullfinch', 'Pyrrhula pyrrhula', 'Fringillidae', 24.0),
  (13, 'Bohemian Waxwing', 'Bombycilla garrulus', 'Bombycillidae', 58.0),
  (14, 'Northern Lapwing', 'Vanellus vanellus', 'Charadriidae', 210.0),
  (15, 'Barn Swallow', 'Hirundo rustica', 'Hirundinidae', 19.0),
  (16, 'Common Swift', 'Apus apus', 'Apodidae', 40.0),
  (17, 'White Stork', 'Ciconia ciconia', 'Ciconiidae', 3400.0),
  (18, 'Common Crane', 'Grus grus', 'Gruidae', 5300.0),
  (19, 'Eurasian Hoopoe', 'Upupa epops', 'Upupidae', 67.0),
  (20, 'European Bee-eater', 'Merops apiaster', 'Meropidae', 55.0),
  (21, 'Common Nightingale', 'Luscinia megarhynchos', 'Muscicapidae', 21.0),
  (22, 'Arctic Tern', 'Sterna paradisaea', 'Laridae', 105.0),
  (23, 'Atlantic Puffin', 'Fratercula arctica', 'Alcidae', 400.0),
  (24, 'Eurasian Golden Oriole', 'Oriolus oriolus', 'Oriolidae', 72.0)
on conflict do nothing;

-- a, b and c are pseudo-random, by a linear congruential generator, and their lowest bits are left alone.
with numbers (n, a) as (
  select n, (n * 1103515245::bigint + 12345) % 2147483648 from generate_series(1, 10000) as series (n)
),
random as (
  select
    n, a, (a * 1103515245 + 12345) % 2147483648 as b,
    timestamptz '2023-01-01 05:00:00+00'
      + (n * 1096 / 10000 * 86400 + n * 1096 % 10000 * 5 + a % 997) * interval '1 second' as seen_at
  from numbers
),
seasons as (
  select
    n, a, b, (b * 1103515245 + 12345) % 2147483648 as c, seen_at,
    extract(month from seen_at at time zone 'UTC')::integer as month
  from random
)
insert into observations
select
  n,
  91000000000 + n * 7919,
  species.name,
  '["Ottenby", "Þingvallavatn", "Hortobágy", "Doñana", "Biebrza", "Δέλτα Έβρου", "Дунайські плавні",
    "Kızılırmak Deltası", "Ria Formosa", "Camargue", "Żuławy Wiślane", "谷津干潟"]'::json ->> (b / 977 % 12)::integer,
  round(species.weight_g * (88 + c / 127 % 25) / 100.0, 2),
  c / 1009 % 4 <> 0,
  seen_at,
  jsonb_build_object(
    'sky', '["clear", "cloudy", "overcast", "rain", "fog", "snow"]'::json
      ->> (a / 4099 % case when month in (12, 1, 2) then 6 else 5 end)::integer,
    'temp_c', 22 - 4 * abs(month - 7) + c / 53 % 9 - 4,
    'wind_ms', round(b / 331 % 140 / 10.0, 1)
  ),
  array(
    select json_array_elements_text(
      '[["singing"], ["feeding"], ["calling", "flying over"], ["resting"], ["carrying food", "alarm"],
        ["bathing"], ["nest building"], ["feeding", "calling"], [], ["in a flock", "flying over"]]'::json
        -> (a / 271 % 10)::integer
    )
  ),
  '["Same ring read here last year", "Male in full song: “zi-zi-bäh”", "With three young 🐣",
    "Ring hard to read – last digit uncertain", "Flock of ≈40, heading south", "Зимує тут другий рік",
    "Heard only, not seen", "Λευκή ζώνη στο φτερό"]'::json ->> (b / 613 % 40)::integer
from seasons
join species on species.id = 1 + a / 65537 % case when month between 4 and 9 then 24 else 14 end
on conflict do nothing;

create index if not exists observations_by_species on observations (species, seen_at)
