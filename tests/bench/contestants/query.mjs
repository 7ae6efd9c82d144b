// The one query that every contestant sends: one parameter, as most queries of an endpoint have.

export const connectionString = 'postgresql://reader:secret@ep-quiet-river-123456.us-east-2.aws.neon.tech/shop'
export const minimumPrice = 10
