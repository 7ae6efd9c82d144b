-- Ringed birds, invented: 10,000 observations over three years, the same in every run and in seed/postgres.sql.

create table if not exists species (
  id integer primary key,
  name text not null unique,
  latin text not null,
  family text not null,
  weight_g real not null
);

create table if not exists observations (
  id integer primary key,
  ring integer not null unique,
  species text not null references species (name),
  station text not null,
  weight_g real not null,
  adult integer not null,
  seen_at text not null,
  weather text not null,
  behaviour text not null,
  note text
);

-- The first 14 stay all year, the others are there from April to September.
insert or ignore into species (id, name, latin, family, weight_g) values
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
  (24, 'Eurasian Golden Oriole', 'Oriolus oriolus', 'Oriolidae', 72.0);

-- a, b and c are pseudo-random, by a linear congruential generator, and their lowest bits are left alone.
with recursive numbers (n, a) as (
  select 1, (1103515245 + 12345) % 2147483648
  union all
  select n + 1, ((n + 1) * 1103515245 + 12345) % 2147483648 from numbers where n < 10000
),
random as (
  select
    n, a, (a * 1103515245 + 12345) % 2147483648 as b,
    strftime(
      '%Y-%m-%dT%H:%M:%SZ', '2023-01-01 05:00:00',
      (n * 1096 / 10000 * 86400 + n * 1096 % 10000 * 5 + a % 997) || ' seconds'
    ) as seen_at
  from numbers
),
seasons as (
  select
    n, a, b, (b * 1103515245 + 12345) % 2147483648 as c, seen_at,
    cast(strftime('%m', seen_at) as integer) as month
  from random
)
insert or ignore into observations
select
  n,
  91000000000 + n * 7919,
  species.name,
  '["Ottenby", "Þingvallavatn", "Hortobágy", "Doñana", "Biebrza", "Δέλτα Έβρου", "Дунайські плавні",
    "Kızılırmak Deltası", "Ria Formosa", "Camargue", "Żuławy Wiślane", "谷津干潟"]' ->> (b / 977 % 12),
  round(species.weight_g * (88 + c / 127 % 25) / 100.0, 2),
  c / 1009 % 4 <> 0,
  seen_at,
  json_object(
    'sky', '["clear", "cloudy", "overcast", "rain", "fog", "snow"]'
      ->> (a / 4099 % case when month in (12, 1, 2) then 6 else 5 end),
    'temp_c', 22 - 4 * abs(month - 7) + c / 53 % 9 - 4,
    'wind_ms', round(b / 331 % 140 / 10.0, 1)
  ),
  '[["singing"], ["feeding"], ["calling", "flying over"], ["resting"], ["carrying food", "alarm"],
    ["bathing"], ["nest building"], ["feeding", "calling"], [], ["in a flock", "flying over"]]' -> (a / 271 % 10),
  '["Same ring read here last year", "Male in full song: “zi-zi-bäh”", "With three young 🐣",
    "Ring hard to read – last digit uncertain", "Flock of ≈40, heading south", "Зимує тут другий рік",
    "Heard only, not seen", "Λευκή ζώνη στο φτερό"]' ->> (b / 613 % 40)
from seasons
join species on species.id = 1 + a / 65537 % case when month between 4 and 9 then 24 else 14 end;

create index if not exists observations_by_species on observations (species, seen_at)
