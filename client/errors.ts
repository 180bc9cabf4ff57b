/** An answer that is not 2xx, as the service says it. */
export class MaasError extends Error {
  override readonly name = 'MaasError';
  declare readonly status: number;
  /**
   * One of a closed set, as `MODEL_NOT_FOUND`; an answer of a proxy in between has `HTTP_<status>`.
   */
  declare readonly code: string;
  /** To be told to whoever runs the service. */
  declare readonly requestId: string | undefined;

  constructor(status: number, code: string, message: string, requestId?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

interface ErrorBody {
  readonly error?: string | { readonly message?: string; readonly code?: string | null } | null;
  readonly code?: string;
  readonly requestId?: string;
}

/** The service's own shape, OpenAI's under `/v1`, and whatever a proxy answers. */
export async function readError(response: Response): Promise<MaasError> {
  const { status, statusText, headers } = response;
  // Of a proxy's page, the status says enough.
  const body = (await response.json().catch(() => null)) as ErrorBody | null;
  const { error, code, requestId } = body ?? {};
  const said = typeof error === 'string' ? { message: error, code } : error;
  return new MaasError(
    status,
    said?.code ?? `HTTP_${status}`,
    said?.message ?? `The service answered ${status} ${statusText}`.trim(),
    requestId ?? headers.get('x-amzn-requestid') ?? undefined,
  );
}
