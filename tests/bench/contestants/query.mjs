// The one query that every contestant sends: one parameter, as most queries of an endpoint have.

export const connectionString = 'postgresql://reader:secret@ep-quiet-river-123456.us-east-2.aws.neon.tech/shop'
export const minimumPrice = 10

export const planetscaleUrl = 'mysql://reader:secret@aws.connect.psdb.cloud/shop'

export const accountId = '0123456789abcdef0123456789abcdef'
export const databaseId = '01234567-89ab-4cde-8f01-23456789abcd'
export const apiToken = 'an-api-token-of-forty-characters-0123456'
