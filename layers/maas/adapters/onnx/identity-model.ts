/** One `Identity` of one number: from `x` to `y`, both FP32 of the shape [1]. */
export const IDENTITY_MODEL = Buffer.from(
  'CAg6PAoSCgF4EgF5IghJZGVudGl0eToAEgR0ZXN0Wg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDQ==',
  'base64',
);
