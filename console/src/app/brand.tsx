/** The mark: fin and rudder. */
export const Brand = () => (
  <svg viewBox="0 0 32 32" className="brand-mark" aria-hidden>
    <path className="fin" d="M2.5 28 14.3 4h5L14.9 28Z" />
    <path className="rudder" d="M17.3 28 21.6 4.5 29.8 9.7 25.6 28Z" />
  </svg>
)
