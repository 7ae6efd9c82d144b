/** The codes of Vitess's errors that the gateway answers with: https://github.com/vitessio/vitess, proto/vtrpc.proto */
export type VitessCode =
  | 'ABORTED'
  | 'ALREADY_EXISTS'
  | 'CANCELED'
  | 'DEADLINE_EXCEEDED'
  | 'FAILED_PRECONDITION'
  | 'INTERNAL'
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'UNAVAILABLE'
  | 'UNIMPLEMENTED'
  | 'UNKNOWN'

/** Which error numbers of MySQL have which code, as Vitess's tablet server maps them (convertErrorCode). */
const numbers: readonly [VitessCode, readonly number[]][] = [
  ['UNIMPLEMENTED', [1235]],
  ['RESOURCE_EXHAUSTED', [1021, 1037, 1038, 1040, 1041, 1114, 1129, 1135, 1151, 1153, 1203, 1206, 1226]],
  ['DEADLINE_EXCEEDED', [1205]],
  ['UNAVAILABLE', [1053]],
  ['NOT_FOUND', [1029, 1032, 1054, 1094, 1109, 1122, 1141, 1146, 1147, 1176]],
  ['PERMISSION_DENIED', [1044, 1045, 1095, 1211, 1227]],
  [
    'FAILED_PRECONDITION',
    [
      ...[1046, 1082, 1091, 1099, 1100, 1104, 1148, 1162, 1165, 1169, 1173, 1179, 1207, 1215, 1216, 1217, 1223, 1230],
      ...[1241, 1242, 1288, 1289, 1290, 1291, 1451, 1452],
    ],
  ],
  ['ALREADY_EXISTS', [1050, 1062, 1086, 1125]],
  ['ABORTED', [1078, 1080, 1152, 1213]],
  [
    'INVALID_ARGUMENT',
    [
      ...[1047, 1048, 1049, 1051, 1052, 1055, 1056, 1057, 1058, 1059, 1060, 1061, 1063, 1064, 1065, 1066, 1067, 1068],
      ...[1069, 1070, 1071, 1072, 1073, 1074, 1075, 1083, 1084, 1085, 1089, 1090, 1093, 1096, 1097, 1101, 1102, 1103],
      ...[1106, 1107, 1108, 1110, 1111, 1113, 1115, 1116, 1117, 1118, 1120, 1121, 1128, 1136, 1138, 1139, 1140, 1144],
      ...[1149, 1166, 1167, 1170, 1171, 1172, 1193, 1204, 1210, 1221, 1222, 1225, 1228, 1229, 1231, 1232, 1233, 1234],
      ...[1238, 1239, 1240, 1245, 1247, 1248, 1250, 1253, 1264, 1267, 1270, 1271, 1272, 1273, 1280, 1281, 1283, 1292],
      ...[1293, 1294, 1298, 1300, 1366, 1406],
    ],
  ],
]

const codes = new Map(numbers.flatMap(([code, list]) => list.map((number): [number, VitessCode] => [number, code])))

/** The code for an error number of MySQL. */
export function vitessCode(errno: number): VitessCode {
  return codes.get(errno) ?? 'UNKNOWN'
}
