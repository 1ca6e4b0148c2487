import {
  flag,
  integer,
  object,
  orNull,
  type Schema,
  string,
} from '../../../packages/machine/src/data/schema.ts';

/** An object that may have other fields, which are not read. */
function open(properties: Readonly<Record<string, Schema>>, optional: readonly string[]): Schema {
  const { additionalProperties: _, ...schema } = object(properties, optional);
  return schema;
}

/** The page of a member, as `health` reads it. */
export const PAGE: Schema = {
  anyOf: [
    { type: 'null' },
    open(
      {
        reading: open(
          {
            connectionStatus: orNull(string),
            isBeingAggregated: orNull(flag),
            aggregatedAt: orNull(string),
            successfullyAggregatedAt: orNull(string),
            errorCode: integer,
            needsUpdatedCredentials: flag,
          },
          ['aggregatedAt', 'successfullyAggregatedAt', 'errorCode', 'needsUpdatedCredentials'],
        ),
        isOauth: flag,
        backgroundAggregationIsDisabled: flag,
        isManual: flag,
        isManagedByUser: flag,
        userIsDisabled: flag,
        institutionIsOperational: flag,
        institutionSupportsOauth: flag,
      },
      ['userIsDisabled', 'institutionIsOperational', 'institutionSupportsOauth'],
    ),
  ],
};
