-- Ringed birds, invented: 10,000 observations over three years, the same in every run and in the other files here.
-- For MySQL and MariaDB; without foreign keys, as PlanetScale keeps none by itself.

create table if not exists species (
  id int primary key,
  name varchar(50) not null unique,
  latin varchar(50) not null,
  family varchar(50) not null,
  weight_g decimal(6, 1) not null
) character set utf8mb4;

create table if not exists observations (
  id int primary key,
  ring bigint not null unique,
  species varchar(50) not null,
  station varchar(50) not null,
  weight_g decimal(7, 2) not null,
  adult boolean not null,
  seen_at datetime not null,
  weather json not null,
  behaviour json not null,
  note text,
  key observations_by_species (species, seen_at)
) character set utf8mb4;

-- The first 14 stay all year, the others are there from April to September.
insert ignore into species (id, name, latin, family, weight_g) values
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
insert ignore into observations
with digits (d) as (
  select 0 union all select 1 union all select 2 union all select 3 union all select 4
  union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
),
numbers (n, a) as (
  select n, (n * 1103515245 + 12345) % 2147483648
  from (
    select 1 + ones.d + 10 * tens.d + 100 * hundreds.d + 1000 * thousands.d as n
    from digits as ones, digits as tens, digits as hundreds, digits as thousands
  ) as counted
),
random as (
  select
    n, a, (a * 1103515245 + 12345) % 2147483648 as b,
    timestamp('2023-01-01 05:00:00')
      + interval (n * 1096 div 10000 * 86400 + n * 1096 % 10000 * 5 + a % 997) second as seen_at
  from numbers
),
seasons as (
  select n, a, b, (b * 1103515245 + 12345) % 2147483648 as c, seen_at, month(seen_at) as month
  from random
)
select
  n,
  91000000000 + n * 7919,
  species.name,
  json_unquote(json_extract('["Ottenby", "Þingvallavatn", "Hortobágy", "Doñana", "Biebrza", "Δέλτα Έβρου",
    "Дунайські плавні", "Kızılırmak Deltası", "Ria Formosa", "Camargue", "Żuławy Wiślane", "谷津干潟"]',
    concat('$[', b div 977 % 12, ']'))),
  round(species.weight_g * (88 + c div 127 % 25) / 100.0, 2),
  c div 1009 % 4 <> 0,
  seen_at,
  json_object(
    'sky', json_unquote(json_extract('["clear", "cloudy", "overcast", "rain", "fog", "snow"]',
      concat('$[', a div 4099 % case when month in (12, 1, 2) then 6 else 5 end, ']'))),
    'temp_c', 22 - 4 * abs(month - 7) + c div 53 % 9 - 4,
    'wind_ms', round(b div 331 % 140 / 10.0, 1)
  ),
  json_extract('[["singing"], ["feeding"], ["calling", "flying over"], ["resting"], ["carrying food", "alarm"],
    ["bathing"], ["nest building"], ["feeding", "calling"], [], ["in a flock", "flying over"]]',
    concat('$[', a div 271 % 10, ']')),
  json_unquote(json_extract('["Same ring read here last year", "Male in full song: “zi-zi-bäh”", "With three young 🐣",
    "Ring hard to read – last digit uncertain", "Flock of ≈40, heading south", "Зимує тут другий рік",
    "Heard only, not seen", "Λευκή ζώνη στο φτερό"]', concat('$[', b div 613 % 40, ']')))
from seasons
join species on species.id = 1 + a div 65537 % case when month between 4 and 9 then 24 else 14 end
