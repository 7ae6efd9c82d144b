// What a session of MySQL or MariaDB may have set that could change what values mean.

/** Of `sql_mode`. */
export const modes = [
  '',
  'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE',
  'NO_BACKSLASH_ESCAPES',
  'ANSI_QUOTES',
  'NO_BACKSLASH_ESCAPES,ANSI_QUOTES',
  'PIPES_AS_CONCAT,IGNORE_SPACE,HIGH_NOT_PRECEDENCE,NO_UNSIGNED_SUBTRACTION',
  'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH',
  'ORACLE',
  // Of MariaDB alone.
  'EMPTY_STRING_IS_NULL',
]

/** Of `time_zone`. */
export const zones = ['+00:00', '-05:00', '+05:45', '+13:00']
