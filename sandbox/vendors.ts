/** Stand-ins for the vendors' APIs that thin sources fetch from, with one invented lead each: for the demo. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

export interface Vendors {
  url: string
  close(): Promise<void>
}

const LEAD_AT_META = {
  id: '1234567890123456',
  created_time: '2026-09-15T08:30:00+0000',
  campaign_name: 'Leads Herbst 2026',
  ad_name: 'Hallenkran Video',
  form_id: '998877665544332',
  platform: 'fb',
  field_data: [
    { name: 'full_name', values: ['Sophie Kern'] },
    { name: 'email', values: ['s.kern@kern-anlagenbau.example'] },
    { name: 'phone_number', values: ['+43732123456'] },
    { name: 'company_name', values: ['Kern Anlagenbau GmbH'] },
    { name: 'job_title', values: ['Leiterin Logistik'] },
  ],
  custom_disclaimer_responses: [{ checkbox_key: 'optional_newsletter', is_checked: '1' }],
}

const RECEIVER_AT_CLEVERREACH = {
  id: '88',
  email: 'm.obermayr@obermayr-kunststoff.example',
  activated: 1789461000,
  registered: 1789460700,
  deactivated: 0,
  source: 'Webformular',
  active: true,
  attributes: { firma: 'Obermayr Kunststofftechnik GmbH' },
  global_attributes: { firstname: 'Maria', lastname: 'Obermayr', salutation: 'Frau' },
  tags: ['messe_ils26'],
}

/** Starts on a free port of this machine. */
export function startVendors(): Promise<Vendors> {
  const app = new Hono()
  app.get('/:version{v[0-9.]+}/:id', (c) =>
    c.req.param('id') === LEAD_AT_META.id ? c.json(LEAD_AT_META) : c.json({ error: { message: 'Object does not exist', code: 100, error_subcode: 33 } }, 404),
  )
  app.post('/oauth/token.php', (c) => c.json({ access_token: 'demo-access', expires_in: 2_592_000, token_type: 'bearer' }))
  app.get('/v3/groups.json/:group/receivers/:id', (c) => c.json(RECEIVER_AT_CLEVERREACH))
  app.get('/api/v1/Lead/:id', (c) => c.json({ id: c.req.param('id'), status: 'Converted', name: 'Aus dem alten CRM', modifiedAt: '2026-09-15 08:30:00' }))
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => new Promise((closed) => server.close(() => closed())) }),
    )
  })
}
