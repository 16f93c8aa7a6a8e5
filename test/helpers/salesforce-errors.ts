/** A refusal as Salesforce's REST interface writes it. */
export class SalesforceError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly string[]
  readonly more: object
  constructor(status: number, code: string, message: string, fields: readonly string[] = [], more: object = {}) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
    this.more = more
  }

  get body() {
    return [{ ...this.more, errorCode: this.code, message: this.message, ...(this.fields.length > 0 ? { fields: this.fields } : {}) }]
  }

  /** In the result of a collection. */
  get result() {
    return { success: false, errors: [{ statusCode: this.code, message: this.message, fields: this.fields }] }
  }
}
