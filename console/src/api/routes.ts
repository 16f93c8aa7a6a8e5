/** Routes of the API and what they take and answer: printed from the hub's OpenAPI document by `npm run build`, never written by hand. */

export interface Schemas {
  Problem: {
    type: string
    title: string
    status: number
    detail: string
    errors?: ({
      pointer: string
      detail: string
    })[]
  }
  Delivery: {
    id: string
    source: string
    seq: number
    receivedAt: string
    state: 'pending' | 'processed' | 'held' | 'duplicate' | 'filtered' | 'test' | 'erased'
    code: string | null
    path: string | null
    reason: string | null
    /** How many things the delivery told, where more than one */
    itemCount: number | null
    items: ({
      key: string
      state: string
      code: string | null
      path: string | null
      reason: string | null
    })[] | null
    duplicateOf: string | null
    mapping: string | null
    settledAt: string | null
  }
  Event: {
    id: string
    revision: number
    state: string
    kind: string
    occurredAt: string
    recordedAt: string
    mapping: string
    data: Record<string, unknown>
    account: string | null
    unit: string | null
    contact: string | null
    /** Whose it is, and why; null: it names nobody */
    decision: {
      decision: 'attach' | 'open' | 'provisional' | 'new'
      /** `hub`, `sweep` when all was looked at anew, `person`, or the token of whoever moved it */
      decidedBy: string
      /** The sender speaks for the account without being of it */
      onBehalf: boolean
      total: number
      threshold: number
      /** Name, domain, VAT id, telephone, place: A same, B similar, F another one that counts against it, Z says nothing */
      grade: string
      /** The account that the evidence speaks of, where it still stands */
      comparedWith: {
        account: string
        name: string | null
      } | null
      evidence: ({
        field: string
        /** What was told */
        theirs: string
        /** What was known */
        ours: string
        /** Bits: each one more makes it twice as likely that both are the same */
        weight: number
        /** Which comparison it was */
        kind?: string
        /** Why it weighs less than it could */
        notes?: ('on_behalf' | 'shared' | 'group')[]
      })[]
      /** The second account, where it is another one still */
      runnerUp: {
        account: string
        name: string | null
        total: number
      } | null
      /** null: the decision does not rest on these figures */
      wouldChange: {
        code: 'without' | 'solid' | 'contradicted' | 'apart' | 'short' | 'not_clear' | 'unit_unclear' | 'nothing_alike' | 'person'
        /** The evidence that it hangs on */
        field: string | null
        weight: number | null
        /** Bits that would be left without it */
        left: number | null
        /** What would come of it */
        outcome: 'attach' | 'review' | 'new' | null
        /** Bits that are missing */
        missing: number | null
        fields: ({
          field: string
          weight: number
        })[]
        /** All of it as a sentence */
        text: string
      } | null
      unitDecision: {
        outcome: 'first' | 'named' | 'only' | 'new' | 'open' | 'together' | 'successor' | 'person'
        /** A sum of its own, no part of that of the account */
        total: number
        threshold: number
        /** Against the unit; where it is new or open, against the nearest one */
        evidence: ({
          field: string
          /** What was told */
          theirs: string
          /** What was known */
          ours: string
          /** Bits: each one more makes it twice as likely that both are the same */
          weight: number
          /** Which comparison it was */
          kind?: string
          /** Why it weighs less than it could */
          notes?: ('on_behalf' | 'shared' | 'group')[]
        })[]
        /** How many units the account has now, but for the open one */
        units: number
        /** The two units of which a person is asked whether they are one; empty where nobody is asked */
        between: ({
          unit: string
          /** How its site is called, else where it is */
          name: string | null
        })[]
        text: string
      } | null
      model: string
    } | null
  }
  Refusal: {
    id: string
    source: string
    receivedAt: string
    reason: string
    method: string
    bytes: number
  }
  Lead: {
    id: string
    unit: string
    /** Site or department, where one is known */
    unitName: string | null
    /** `open`: of several units of the account it is not known which one */
    unitKind: 'site' | 'open'
    account: string
    accountName: string | null
    product: string
    cycle: number
    stage: 'unknown' | 'lead' | 'recycled' | 'mql' | 'sal' | 'sql' | 'customer' | 'lost' | 'disqualified'
    substage: string | null
    /** Where it is in the funnel as it is configured */
    phase: {
      id: string
      name: {
        de: string
        en: string
      }
    } | null
    class: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
    classBy: 'human' | 'suggested' | null
    suggestion: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
    score: {
      fit: 'A' | 'B' | 'C' | 'D'
      engagement: number
      points: number
      reasons: ({
        rule: string
        points: number
      })[]
    }
    /** Why it was lost, disqualified or sent back; named where the configuration names it */
    reason: {
      id: string
      name: {
        de: string
        en: string
      } | null
    } | null
    owner: string | null
    handover: {
      offer: string
      lane: 'mql' | 'fast' | 'classified'
      at: string
      state: string
      stage: 'unknown' | 'lead' | 'recycled' | 'mql' | 'sal' | 'sql' | 'customer' | 'lost' | 'disqualified'
      class: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
      reason: string | null
      /** Id of the partner whom the lead was offered to */
      partner: string | null
      /** When the time for the partner’s answer is over */
      until: string | null
    } | null
    firstTouch: {
      at: string
      origin: Record<string, unknown>
    } | null
    lastTouchAt: string | null
    touches: number
    contacts: ({
      id: string
    })[]
    crm: ({
      connection: string
      entity: string
      remoteId: string
      state: string
      url: string | null
    })[]
    updatedAt: string
  }
  Phase: {
    id: string
    name: {
      de: string
      en: string
    }
    about: {
      de: string
      en: string
    } | null
    /** Stages of the process that it is about */
    stages: ('unknown' | 'lead' | 'recycled' | 'mql' | 'sal' | 'sql' | 'customer' | 'lost' | 'disqualified')[]
    /** What must hold besides */
    when: Record<string, unknown>
    /** Not on the way from the first touch to the customer */
    beside: boolean
    /** Phases that may follow; null: any */
    next: (string)[] | null
    substages: ({
      id: string
      name: {
        de: string
        en: string
      }
    })[]
  }
  LeadDecision: {
    kind: 'class'
    to: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
    reason?: string | null
  } | {
    kind: 'stage'
    to: 'unknown' | 'lead' | 'recycled' | 'mql' | 'sal' | 'sql' | 'customer' | 'lost' | 'disqualified'
    reason?: string | null
  } | {
    kind: 'accept'
  } | {
    kind: 'reject'
    reason: string
  } | {
    kind: 'owner'
    to: string | null
  } | {
    kind: 'contact'
    activity: 'call' | 'visit' | 'meeting' | 'offer' | 'mail' | 'task'
  }
  LeadArrival: {
    event: string
    kind: string
    delivery: string
    source: string
    receivedAt: string
    settledAt: string | null
    recordedAt: string
    /** Version of the mapping that read it */
    mapping: string
    /** Whose it is; its evidence stands with the delivery. Null: it names nobody */
    decision: {
      decision: string
      total: number
      threshold: number
      by: string
      at: string
    } | null
  }
  Call: {
    lead: string
    product: string
    account: string
    accountName: string | null
    unit: string
    unitName: string | null
    class: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
    /** What behaviour says since a person decided otherwise */
    suggestion: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
    /** `unclassified`: nobody has said how far it is; `suggestion`: behaviour says otherwise since; `aged`: said longer ago than the class usually lasts */
    why: 'suggestion' | 'aged' | 'unclassified'
    since: string
    /** At its last touch */
    points: number
    /** What they read, asked or said last, newest first */
    topics: ({
      at: string
      kind: string
      title: string | null
      note: string | null
    })[]
    contacts: ({
      id: string
      firstName?: string
      lastName?: string
      jobTitle?: string
      function?: string
      phone?: string
      mobile?: string
      email?: string
      /** Content for their class and function that they have not seen */
      offer: ({
        id: string
        title: string
      })[]
    })[]
    /** Functions of `funnel.buyingCentre` that none of the known people has */
    unknownFunctions: (string)[]
  }
  Handover: {
    lead: string
    product: string
    account: string
    accountName: string | null
    unit: string
    unitName: string | null
    owner: string | null
    partner: string | null
    offer: string
    lane: 'mql' | 'fast' | 'classified'
    offeredAt: string
    state: 'open' | 'accepted' | 'rejected' | 'withdrawn'
    /** Accepted, rejected, withdrawn, or worked with */
    answeredAt: string | null
    /** First contact by sales since */
    contactedAt: string | null
    acceptance: Schemas['HandoverLimit']
    firstContact: Schemas['HandoverLimit']
    reminders: ({
      at: string
      limit: 'acceptance' | 'first_contact'
      steps: (string)[]
    })[]
  }
  HandoverLimit: {
    dueAt: string | null
    /** When it was done */
    at: string | null
    /** `waiting`: its time does not run yet; `ended`: nobody waits for it any more, though it was not done; `overdue`: over, and not done */
    state: 'waiting' | 'running' | 'overdue' | 'in_time' | 'late' | 'ended'
    /** From the start of the time until it was done, or until now */
    workingHours: number | null
  } | null
  Agreement: {
    language: 'de' | 'en'
    title: string
    /** null: the hub has not run with it yet */
    version: number | null
    /** When the hub first ran with it */
    since: string | null
    validFrom: string | null
    sections: ({
      id: string
      title: string
      /** One for each thing that was agreed */
      sentences: (string)[]
    })[]
  }
  AgreementChange: {
    id: string
    title: string
    added: (string)[]
    removed: (string)[]
  }
  Consent: {
    purpose: string
    channel: string
    state: 'requested' | 'given' | 'denied' | 'withdrawn'
    at: string
    recordedAt: string
    wording: string | null
    /** The same for the same words */
    wordingVersion: string | null
    proof: string | null
    reason: string | null
    event: string | null
    source: string | null
    /** Who wrote it down; null where an event told it */
    by: string | null
  }
  PendingConsent: {
    /** `unconfirmed`: the second yes is waited for; `unasked`: given, and nobody asked for the second yes that it needs */
    why: 'unconfirmed' | 'unasked'
    contact: string | null
    purpose: string
    channel: string
    at: string
    /** From then on it is not listed any more */
    until: string
    source: string | null
  }
  ErasureCertificate: {
    id: string
    /** waiting: erased here, other systems have not answered yet */
    state: 'running' | 'waiting' | 'done'
    startedAt: string
    endedAt: string | null
    by: string
    reason: string | null
    /** Keyed hash of an address */
    person: string | null
    contacts: number
    /** In the hub's own tables */
    places: ({
      table: string
      rows: number
      done: string
    })[]
    /** In CRMs and e-mail tools */
    others: ({
      system: string
      label: string
      record: string
      state: 'open' | 'done' | 'byHand'
      why: string | null
      at: string
    })[]
    /** What became of the bytes */
    disk: ({
      code: string
      place: string
      n: number
    })[]
    /** What a person must still do */
    byHand: ({
      de: string
      en: string
    })[]
  }
  NextContent: {
    contact: string
    lead: string
    /** Masked for the role `viewer` */
    email: string
    accountName: string | null
    product: string
    class: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
    function: string | null
    /** What comes next; null: nothing */
    item: {
      id: string
      title: string
      type: string | null
    } | null
    /** What e-mail tools are told to send now: what fell due last */
    offered: string | null
    /** `next`: something comes; else `consent` does not stand, `sales` has the lead, `unclassified`, `class` that gets none, `empty`: the grid has nothing for them, `read`: they know all of it */
    why: 'next' | 'consent' | 'sales' | 'unclassified' | 'class' | 'empty' | 'read'
    dueAt: string | null
    /** Last contact about the product */
    lastAt: string | null
    /** How often they wished to hear from us, compared with before */
    frequency: 'less' | 'same' | 'more' | null
    /** What they would rather read about */
    topics: (string)[]
  }
  ContentItem: {
    id: string
    title: string
    type: string | null
    class: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
    /** Written for; empty: everybody */
    functions: (string)[]
    /** Offered for; empty: all */
    products: (string)[]
  }
  ContentCell: {
    product: string
    class: 'B1' | 'B2' | 'B3' | 'A' | 'C'
    /** null: not known */
    function: string | null
    /** People who stand there */
    contacts: number
    /** Of them those who would get something if there were more */
    waiting: number
    /** Ids of the content items for them */
    content: (string)[]
  }
  ContentGap: {
    product: string
    class: 'B1' | 'B2' | 'B3' | 'A' | 'C'
    /** null: not known */
    function: string | null
    /** Content items for them */
    items: number
    /** People who stand there */
    contacts: number
    /** Of them those who would get something if there were more */
    waiting: number
  }
  ExplainedScore: {
    fit: 'A' | 'B' | 'C' | 'D'
    engagement: number
    points: number
    fitPoints: number
    engagementPoints: number
    fitRules: ({
      rule: string
      points: number
    })[]
    /** Newest first */
    touches: ({
      at: string
      touch: string
      content: string | null
      interest: string | null
      /** When it happened */
      points: number
      /** Now */
      left: number
      halfLifeDays: number
      nurtures: boolean
    })[]
    /** What an MQL needs, and what the lead has */
    mql: ({
      what: 'points' | 'touches' | 'days'
      has: number
      needs: number
      isMet: boolean
    } | {
      what: 'fit'
      has: 'A' | 'B' | 'C' | 'D'
      needs: 'A' | 'B' | 'C' | 'D'
      isMet: boolean
    })[]
  }
  WhatIf: {
    /** Leads that were looked at */
    leads: number
    mqls: {
      before: number
      after: number
    }
    gained: number
    lost: number
    /** The first 1,000; `gained` and `lost` count all */
    differing: ({
      lead: string
      accountName: string | null
      product: string
      /** `gained`: an MQL by the draft only */
      is: 'gained' | 'lost'
      at: string
      /** By the rules under which it was none */
      lacked: ({
        what: 'points' | 'touches' | 'days'
        has: number
        needs: number
        isMet: boolean
      } | {
        what: 'fit'
        has: 'A' | 'B' | 'C' | 'D'
        needs: 'A' | 'B' | 'C' | 'D'
        isMet: boolean
      })[]
      /** Where nothing lacked: it became one by them at another time */
      otherwiseAt: string | null
    })[]
  }
  FigureDefinition: {
    name: string
    /** 1 to 12, as in docs/figures.md */
    group: number
    title: {
      de: string
      en: string
    }
    /** What is counted */
    sentence: {
      de: string
      en: string
    }
    population: {
      de: string
      en: string
    }
    unitOfCount: {
      de: string
      en: string
    }
    /** By when a thing happened: those who entered in the period, what happened in it, or what was received in it */
    basis: 'cohort' | 'period' | 'receipt'
    /** Days within which it must happen, or after which it is looked at; null: none */
    window: number | null
    modes: ('ordered' | 'strict' | 'any')[]
    method: {
      de: string
      en: string
    }
    /** What it can be told apart by */
    dimensions: ('channel' | 'system' | 'campaign' | 'industry' | 'size' | 'region' | 'class' | 'stage' | 'owner' | 'product' | 'touch')[]
    /** Steps, measures or models that it has; the first one counts unless another is named */
    kinds: (string)[]
    unit: 'count' | 'share' | 'days' | 'hours' | 'cents' | 'index'
  }
  FigureAnswer: {
    definition: Schemas['FigureDefinition']
    figure: string
    /** With what was known then */
    asOf: string
    from: string | null
    to: string | null
    period: 'month' | 'quarter' | 'half' | 'year' | null
    by: 'channel' | 'system' | 'campaign' | 'industry' | 'size' | 'region' | 'class' | 'stage' | 'owner' | 'product' | 'touch' | null
    mode: 'ordered' | 'strict' | 'any' | null
    kind: string | null
    where: {
      channel?: string
      system?: string
      campaign?: string
      industry?: string
      size?: string
      region?: string
      class?: string
      stage?: string
      owner?: string
      product?: string
      touch?: string
    }
    rows: (Schemas['FigureRow'])[]
    /** What must be said beside the numbers */
    notes: ({
      de: string
      en: string
    })[]
  }
  FigureRow: {
    /** Of the dimension; null: all */
    segment: string | null
    /** `2025-03`, `2025-Q1`, `2025-H1`, `2025`; null: the whole range */
    period: string | null
    /** So many were looked at */
    n: number
    /** null: not defined, or not reached */
    value: number | null
    /** Of the 95 % interval */
    low: number | null
    high: number | null
    /** Whether n is large enough and the interval narrow enough to say something */
    says: boolean
    /** What belongs to the figure beside its value */
    more?: Record<string, number | string | boolean | null>
  }
  Account: {
    id: string
    name: string | null
    names: (string)[]
    domains: (string)[]
    vatIds: (string)[]
    createdAt: string
    mergedInto: string | null
    units: ({
      id: string
      kind: 'site' | 'open'
      name: string | null
    })[]
    /** Accounts that it has to do with, and is not */
    relations: ({
      id: string
      kind: 'agency' | 'group' | 'sister' | 'franchise' | 'shared_domain'
      account: string
      name: string | null
      /** agency: this account works for the other (to), or the other for this one (from) */
      direction: 'to' | 'from' | null
      since: string
      by: string
      evidence: {
        /** What the hub found it by */
        domain: string | null
        /** How the two were called then */
        names: (string)[]
        /** What showed it */
        events: (string)[]
        /** How often both were told with the domain, up to 20; of an agency, how often it brought news of the other */
        times: number | null
        /** What a person said */
        reason: string | null
      }
    })[]
    /** What is shown of it and handed to CRMs, field by field */
    fields: (Schemas['ShownField'])[]
  }
  ShownField: {
    field: string
    value?: unknown
    at: string
    /** Who said so; null: a submission did */
    by: string | null
    event: string | null
    /** Of the source, 1 to 9 */
    trust: number | null
    /** A person decides; else trust, then completeness, then the newest or the first */
    rule: 'person' | 'newest' | 'first'
  }
  Unit: {
    id: string
    account: string
    kind: 'site' | 'open'
    sites: (string)[]
    createdAt: string
    mergedInto: string | null
    leads: (string)[]
    contacts: (string)[]
  }
  Contact: {
    id: string
    unit: string
    account: string
    createdAt: string
    mergedInto: string | null
    mails: (string)[]
    phones: (string)[]
    names: (string)[]
  }
  Match: {
    decision: 'attach' | 'open' | 'provisional' | 'new'
    /** `hub`, `sweep` when all was looked at anew, `person`, or the token of whoever moved it */
    decidedBy: string
    /** The sender speaks for the account without being of it */
    onBehalf: boolean
    total: number
    threshold: number
    /** Name, domain, VAT id, telephone, place: A same, B similar, F another one that counts against it, Z says nothing */
    grade: string
    /** The account that the evidence speaks of, where it still stands */
    comparedWith: {
      account: string
      name: string | null
    } | null
    evidence: ({
      field: string
      /** What was told */
      theirs: string
      /** What was known */
      ours: string
      /** Bits: each one more makes it twice as likely that both are the same */
      weight: number
      /** Which comparison it was */
      kind?: string
      /** Why it weighs less than it could */
      notes?: ('on_behalf' | 'shared' | 'group')[]
    })[]
    /** The second account, where it is another one still */
    runnerUp: {
      account: string
      name: string | null
      total: number
    } | null
    /** null: the decision does not rest on these figures */
    wouldChange: {
      code: 'without' | 'solid' | 'contradicted' | 'apart' | 'short' | 'not_clear' | 'unit_unclear' | 'nothing_alike' | 'person'
      /** The evidence that it hangs on */
      field: string | null
      weight: number | null
      /** Bits that would be left without it */
      left: number | null
      /** What would come of it */
      outcome: 'attach' | 'review' | 'new' | null
      /** Bits that are missing */
      missing: number | null
      fields: ({
        field: string
        weight: number
      })[]
      /** All of it as a sentence */
      text: string
    } | null
    unitDecision: {
      outcome: 'first' | 'named' | 'only' | 'new' | 'open' | 'together' | 'successor' | 'person'
      /** A sum of its own, no part of that of the account */
      total: number
      threshold: number
      /** Against the unit; where it is new or open, against the nearest one */
      evidence: ({
        field: string
        /** What was told */
        theirs: string
        /** What was known */
        ours: string
        /** Bits: each one more makes it twice as likely that both are the same */
        weight: number
        /** Which comparison it was */
        kind?: string
        /** Why it weighs less than it could */
        notes?: ('on_behalf' | 'shared' | 'group')[]
      })[]
      /** How many units the account has now, but for the open one */
      units: number
      /** The two units of which a person is asked whether they are one; empty where nobody is asked */
      between: ({
        unit: string
        /** How its site is called, else where it is */
        name: string | null
      })[]
      text: string
    } | null
    model: string
    account: string | null
    unit: string | null
    contact: string | null
  }
  IdentityModel: {
    version: string
    state: 'draft' | 'active' | 'former'
    /** From so many bits on, a submission is attached without asking */
    attach: number
    /** From so many on, a person is asked */
    review: number
    /** And from so many on where a domain agrees */
    reviewDomain: number
    merge: number
    margin: number
    /** And this much, once all is known, for nobody to be asked */
    clear: number
    weights: Record<string, number>
    createdAt: string
    by: string
    note: string | null
    activatedAt: string | null
    calibrated: {
      at: string
      from: string
      precision: number
      judgements: number
    } | null
    compared: {
      at: string
      against: string
      submissions: number
      submissionsMoved: number
      merges: number
      splits: number
    } | null
  }
  Merge: {
    id: string
    level: 'account' | 'unit'
    /** Keeps its id, and has everything */
    survivor: string
    /** Its id leads to the survivor */
    absorbed: string
    at: string
    by: string
    reason: string | null
    undoneAt: string | null
    undoneBy: string | null
    undoneReason: string | null
  }
  UnitChange: {
    id: string
    kind: 'joined' | 'moved' | 'split' | 'closed'
    unit: string
    /** Unit that has what was its since; of a split the new one */
    into: string | null
    at: string
    recordedAt: string
    by: string
    reason: string | null
    takenBackAt: string | null
  }
  Relation: {
    id: string
    kind: 'agency' | 'group' | 'sister' | 'franchise' | 'shared_domain'
    /** Account; of an agency the one that works for the other */
    a: string
    aName: string | null
    b: string
    bName: string | null
    since: string
    /** `hub`: found; else who set it */
    by: string
    evidence: {
      /** What the hub found it by */
      domain: string | null
      /** How the two were called then */
      names: (string)[]
      /** What showed it */
      events: (string)[]
      /** How often both were told with the domain, up to 20; of an agency, how often it brought news of the other */
      times: number | null
      /** What a person said */
      reason: string | null
    }
    refusedAt: string | null
  }
  Job: {
    id: string
    connection: string
    lane: string
    kind: 'state' | 'event'
    subject: string
    state: string
    createdAt: string
    dueAt: string
    attempts: number
    outcome: string | null
    code: string | null
    reason: string | null
    issue: string | null
    /** Version of the CRM mapping that it went by last */
    mapping: string | null
    settledAt: string | null
  }
  Import: {
    id: string
    source: string
    file: string
    state: 'uploading' | 'running' | 'stopped' | 'done'
    /** Why it stopped */
    reason: string | null
    rows: number | null
    /** Rows that were read so far */
    position: number
    /** Rows that made a lead */
    new: number
    /** Rows that were added to a lead */
    merged: number
    /** Rows that were here before */
    duplicate: number
    /** Rows that wait for a person */
    held: number
    /** Rows that were not to be taken in, e.g. of somebody who was erased */
    filtered: number
    columns: (string)[]
    headerLine: number | null
    /** Rows with more cells than columns: they are held */
    tooLong: {
      n: number
      lines: (number)[]
    }
    /** Rows with fewer cells than columns */
    tooShort: {
      n: number
      lines: (number)[]
    }
    startedAt: string
    endedAt: string | null
    by: string
  }
  ImportPreview: {
    rows: number
    columns: ({
      column: string
      /** Places in a lead event */
      becomes: (string)[]
      example: string | null
    })[]
    headerLine: number
    /** Whether the row of the names is no mere guess */
    isSure: boolean
    /** Encoding and delimiter, or the sheet */
    read: string
    tooLong: {
      n: number
      lines: (number)[]
    }
    tooShort: {
      n: number
      lines: (number)[]
    }
    hidden: {
      n: number
      lines: (number)[]
    }
    examples: ({
      line: number
      events: (Record<string, unknown>)[]
      reason: string | null
    })[]
    /** Rows whose fate was looked at */
    looked: number
    totals: {
      new: number
      merged: number
      duplicate: number
      held: number
      filtered: number
    }
    reasons: ({
      reason: string
      n: number
      lines: (number)[]
    })[]
  }
  ImportedRow: {
    line: number
    /** null: on its way */
    outcome: 'new' | 'merged' | 'duplicate' | 'held' | 'filtered' | null
    reason: string | null
    delivery: string
    account: string | null
    lead: string | null
  }
  Issue: {
    id: string
    kind: string
    subject: string
    /** The same for the same cause */
    cause: string
    title: string
    todo: string
    state: 'open' | 'closed'
    count: number
    firstAt: string
    lastAt: string
    closedAt: string | null
    /** Who knows of it; null: it is new */
    acknowledged: {
      at: string
      /** Id of a token, `cli`, or `hub` */
      by: string
      /** What the token is called */
      byName: string | null
      /** How many it touched then */
      count: number
      note: string | null
      /** It touches twice as many since, and at least five more */
      hasGrown: boolean
    } | null
  }
  IssueResume: {
    /** Held deliveries are mapped again, parked jobs tried again, a paused connection goes on, a stopped replay goes on */
    kind: 'release' | 'resume' | 'reconnect' | 'continue'
    count: number
    /** The newest of those that are held */
    deliveries: (string)[]
  } | null
  IssueMoment: {
    issue: string
    at: string
    kind: 'opened' | 'reopened' | 'grew' | 'acknowledged' | 'unacknowledged' | 'closed'
    /** How many it touched then */
    count: number
    /** Id of a token, `cli`, or `hub` */
    by: string
    /** What the token is called */
    byName: string | null
    note: string | null
  }
  IssueLead: {
    id: string
    product: string
    stage: string
    class: string | null
    account: string
    accountName: string | null
    unit: string
    unitName: string | null
  }
  Backtest: {
    deliveries: number
    /** Could not be looked at: their source is gone, or what they name was never fetched */
    skipped: number
    eventsChanged: number
    eventsAdded: number
    eventsRetracted: number
    newlyHeld: number
    newlyAccepted: number
    leadsChanged: number
    stagesChanged: number
    crmWrites: {
      create: number
      update: number
      unchanged: number
      extras: number
    }
    /** Hand-overs and decisions that would lose the grounds for them */
    findings: number
    problems: ({
      connection: string
      entity: string
      field: string
      sentence: string
      leads: number
    })[]
    differences: ({
      delivery: string | null
      lead: string | null
      path: string
      before?: unknown
      after?: unknown
    })[]
    differencesLeftOut: number
  }
  Review: {
    id: string
    kind: string
    state: 'open' | 'decided'
    /** Of `crm_candidates`, the lead */
    account: string | null
    /** Which may be the same account; of `crm_candidates`, the entity */
    other: string | null
    /** Of `same_unit`, the two units of the account */
    units: (string)[]
    /** What the two are called; of `same_unit` the account before them; of `crm_candidates`, whose lead it is */
    names: (string | null)[]
    /** Bits that speak for one more than for two */
    total: number | null
    event: string | null
    connection: string | null
    detail?: unknown
    createdAt: string
    decision: string | null
    /** What was said of the two sites of two accounts */
    unitDecision: 'same' | 'different' | null
    decidedBy: string | null
    /** What the token of whoever decided is called */
    decidedByName: string | null
    decidedAt: string | null
  }
  ReviewSides: {
    /** Known before */
    left: {
      account: string
      accountName: string | null
      mergedInto: string | null
      /** Where it has one only */
      unit: string | null
      unitName: string | null
      units: number
      createdAt: string
      contactCount: number
      leads: ({
        id: string
        product: string
        stage: string
        class: string | null
      })[]
    }
    /** What brought it up; of two units, the second */
    right: {
      account: string
      accountName: string | null
      mergedInto: string | null
      /** Where it has one only */
      unit: string | null
      unitName: string | null
      units: number
      createdAt: string
      contactCount: number
      leads: ({
        id: string
        product: string
        stage: string
        class: string | null
      })[]
    }
    /** Each of two accounts has one site, so that one can say whether these are one, too */
    areSitesClear: boolean
    evidence: ({
      field: string
      left: string
      right: string
      /** What somebody told */
      told: string
      /** Bits: each one more makes it twice as likely that both are the same */
      weight: number
      /** Of two units: held against the right one */
      otherWeight: number | null
      notes: (string)[]
    })[]
    total: number | null
    otherTotal: number | null
    joinsFrom: number | null
    asksFrom: number | null
    /** Purposes that one side consented to and the other refused or ended; consent stays with each address */
    consent: ({
      purpose: string
      given: 'left' | 'right'
    })[]
  } | null
  EntityDescription: {
    label: string
    open: boolean
    fields: ({
      name: string
      label: string
      type: 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime' | 'choice' | 'choices' | 'reference' | 'object' | 'other'
      required: boolean
      readOnly: boolean
      provided?: true
      maxLength?: number
      format?: 'email'
      choices?: ({
        value: string | number
        label: string
      })[]
      references?: string
      entries?: ({
        name: string
        label: string
        type: 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime' | 'choice' | 'choices' | 'reference' | 'object' | 'other'
        required: boolean
        readOnly: boolean
        provided?: true
        maxLength?: number
        format?: 'email'
        choices?: ({
          value: string | number
          label: string
        })[]
        references?: string
      })[]
    })[]
  }
  TargetField: {
    path: string
    label: string
    type: 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime' | 'choice' | 'choices' | 'reference' | 'object' | 'other' | 'list'
    required: boolean
    maxLength?: number
    choices?: ({
      value: string | number
      label: string
    })[]
    help: string
  }
  SettingKind: {
    kind: string
    label: string
    about: string
    /** The vendor's documentation; empty where there is none */
    docs: string
    fields: ({
      name: string
      label: string
      help: string
      secret: boolean
      required: boolean
      default: string | null
      /** The only values allowed */
      options: (string)[] | null
    })[]
    /** The one that ships for it; null: one is to be written */
    mapping: string | null
    /** Kind of the connection that a source needs */
    connection: string | null
    /** It says itself how requests are verified: `verify` and the other words of a declared source */
    isDeclared: boolean
  }
  Source: {
    id: string
    kind: string
    label: string
    url: string
    mapping: string
    product: string | null
    connection: string | null
    lastReceivedAt: string | null
    /** It should have been heard since then and was not */
    silentSince: string | null
    /** Where it is set: what stands in the configuration file is changed there */
    origin: 'file' | 'console'
    docs: string
    setup: (string)[]
    fields: ({
      name: string
      label: string
      help: string
      secret: boolean
      required: boolean
      set: boolean
      value: string | null
    })[]
  }
  SourceView: Schemas['Source'] & {
    /** `setup` in both languages, filled in */
    steps: ({
      de: string
      en: string
    })[]
    /** What its sender does where the hub cannot be reached */
    onFailure: string
    /** A command to be copied; null where only the tool itself can make one, or for a viewer */
    example: string | null
    canTest: boolean
    /** The last ones, the newest first; refused ones, too */
    requests: ({
      at: string
      became: 'pending' | 'processed' | 'held' | 'duplicate' | 'filtered' | 'test' | 'erased' | 'refused'
      /** Status that the sender was answered with */
      answer: number
      reason: string | null
    })[]
  }
  Connection: {
    id: string
    kind: string
    label: string
    mapping: string
    state: 'active' | 'paused'
    reason: string | null
    since: string | null
    waiting: number
    oldestWaitingSince: string | null
    /** Attempts of the last hour, and those that ended as they should */
    lastHour: {
      tried: number
      went: number
    }
    /** When its records were last begun to be held against those of the hub */
    reconciledAt: string | null
    handover: {
      as: 'lead' | 'opportunity'
      lanes: (string)[]
      convert: 'crm' | 'hub'
    }
    /** Where it is set: what stands in the configuration file is changed there */
    origin: 'file' | 'console'
    fields: ({
      name: string
      label: string
      help: string
      secret: boolean
      required: boolean
      set: boolean
      value: string | null
    })[]
  }
  RehearsedStep: {
    /** The record and its key, or what is done with records */
    what: string
    /** `stops`: it could not go on here; `reason` says why */
    action: 'creates' | 'updates' | 'changes' | 'unchanged' | 'stops'
    /** Method and path of the call that would have been made */
    call: string | null
    changes: ({
      field: string
      from?: unknown
      to?: unknown
    })[]
    reason: string | null
  }
  Notifier: {
    id: string
    kind: string
    label: string
    events: ('lead.created' | 'lead.merged' | 'lead.unmerged' | 'lead.stage_changed' | 'handover.due' | 'handover.overdue' | 'sync.failed' | 'issue.opened' | 'connection.paused')[]
    state: 'active' | 'paused'
    reason: string | null
    since: string | null
    waiting: number
    oldestWaitingSince: string | null
  }
  Rotation: {
    field: string
    since: string
    /** The former secret counts until then */
    until: string
    by: string
  }
  Partner: {
    id: string
    label: string
    language: 'de' | 'en'
    perDays: number
    /** Offers that wait for an answer */
    open: number
    accepted: number
    rejected: number
    /** The time for an answer was over */
    unanswered: number
    /** Somebody else decided, or was asked, before */
    withdrawn: number
  }
  Audience: {
    id: string
    kind: string
    label: string
    products: (string)[]
    consent: (string)[]
    /** Addresses: told of; unsubscribed or taken off over there; taken off by the hub; known and never told of */
    members: {
      in: number
      off: number
      out: number
      new: number
    }
    state: 'active' | 'paused'
    reason: string | null
    since: string | null
    waiting: number
    oldestWaitingSince: string | null
  }
  Reconciliation: {
    run: string
    state: 'running' | 'stopped' | 'done'
    phase: 'read' | 'weigh' | 'forget' | 'accept' | 'keys'
    /** Why it stopped */
    reason: string | null
    startedAt: string
    endedAt: string | null
    by: string
    read: number
    weighed: number
    /** Clear pairs, those accepted in this run among them */
    pairs: number
    /** A person must say */
    ambiguous: number
    onlyCrm: number
    onlyHub: number
    /** Were known to be records of the hub before */
    linked: number
    accepted: number
    /** Told to be none of the hub; they are among `onlyCrm` */
    refused: number
    entities: {
      account?: {
        /** Clear pairs, those accepted in this run among them */
        pairs: number
        /** A person must say */
        ambiguous: number
        onlyCrm: number
        onlyHub: number
        /** Were known to be records of the hub before */
        linked: number
        accepted: number
        /** Told to be none of the hub; they are among `onlyCrm` */
        refused: number
      }
      contact?: {
        /** Clear pairs, those accepted in this run among them */
        pairs: number
        /** A person must say */
        ambiguous: number
        onlyCrm: number
        onlyHub: number
        /** Were known to be records of the hub before */
        linked: number
        accepted: number
        /** Told to be none of the hub; they are among `onlyCrm` */
        refused: number
      }
      lead?: {
        /** Clear pairs, those accepted in this run among them */
        pairs: number
        /** A person must say */
        ambiguous: number
        onlyCrm: number
        onlyHub: number
        /** Were known to be records of the hub before */
        linked: number
        accepted: number
        /** Told to be none of the hub; they are among `onlyCrm` */
        refused: number
      }
      opportunity?: {
        /** Clear pairs, those accepted in this run among them */
        pairs: number
        /** A person must say */
        ambiguous: number
        onlyCrm: number
        onlyHub: number
        /** Were known to be records of the hub before */
        linked: number
        accepted: number
        /** Told to be none of the hub; they are among `onlyCrm` */
        refused: number
      }
    }
    /** Once it is done: links to records that are not listed any more, or again; other keys; links and keys there are two of */
    differences: {
      notThere?: number
      thereAgain?: number
      keyDiffers?: number
      linkedTwice?: number
      keyTwice?: number
    } | null
    /** Records that were there before the hub and are known to be its own: with the hub's key, and without any */
    keys: {
      borne: number
      missing: number
    }
  }
  ReconciledRecord: {
    entity: 'account' | 'contact' | 'lead' | 'opportunity'
    remoteId: string
    label: string
    state: 'read' | 'linked' | 'pair' | 'ambiguous' | 'alone' | 'accepted' | 'refused'
    /** The record of the hub that it is, or could be */
    hubId: string | null
    total: number | null
    threshold: number | null
    evidence: ({
      field: string
      theirs: string
      ours: string
      weight: number
    })[]
    others: ({
      hubId: string
      total: number
    })[]
    /** Why a person must say */
    note: 'several' | 'weak' | 'twins' | 'taken' | 'key' | null
  }
  TriedMapping: {
    items: number
    given: Record<string, unknown>
    /** Replaced places; null: shown as it came */
    masked: ({
      path: string
      as: string
    })[] | null
    problems: (Schemas['ExpressionProblem'])[]
    got?: unknown
    /** Why the hub would hold it all the same */
    hold: {
      code: string
      path: string
      reason: string
    } | null
    ms: number
  }
  ExpressionProblem: {
    message: string
    line: number
    column: number
  }
  Mapping: {
    id: string
    kind: 'source' | 'crm'
    name: string
    hash: string
    origin: 'file' | 'console'
    state: 'draft' | 'active' | 'retired'
    author: string | null
    note: string | null
    createdAt: string
    activatedAt: string | null
  }
  Replay: {
    id: string
    state: 'planned' | 'running' | 'paused' | 'cancelling' | 'cancelled' | 'done'
    filter: {
      source?: string
      state?: 'processed' | 'held' | 'duplicate' | 'filtered' | 'test'
      /** Code of the hold, e.g. event_invalid */
      reason?: string
      from?: string
      to?: string
      ids?: (string)[]
    }
    mapping: 'active' | 'original'
    targets: (string)[] | 'missing' | null
    perSecond: number
    createdAt: string
    createdBy: string
    startedAt: string | null
    endedAt: string | null
    total: number
    done: number
    outcomes: {
      unchanged: number
      changed: number
      newlyHeld: number
      newlyAccepted: number
      skipped: number
    }
    /** Leads that changed, and whether a CRM had to hear of it */
    leads: {
      waiting: number
      queued: number
      unchanged: number
    }
    findings: number
  }
  HeldCause: {
    source: string
    code: string
    path: string
    reason: string
    n: number
    firstAt: string
    lastAt: string
    examples: (string)[]
    /** Fields that all earlier payloads had and no held one has */
    gone: (string)[]
    added: (string)[]
    versions: ({
      path: string
      before: string
      after: string
    })[]
    sentence: string
  }
  Token: {
    id: string
    /** Each may do what the one before it may: viewer reads, ops repairs, admin decides */
    role: 'viewer' | 'ops' | 'admin'
    label: string
    createdAt: string
    expiresAt: string | null
    revokedAt: string | null
    /** It is the one that asks */
    isOwn: boolean
  }
}

export interface Routes {
  '/v1/deliveries/arrivals': {
    /** How many deliveries came when, by what became of them; bars in which none came are left out */
    get: {
      query: { from: string; to: string; minutes?: number; source?: string; state?: 'pending' | 'processed' | 'held' | 'duplicate' | 'filtered' | 'test' | 'erased' }
      answer: {
        from: string
        to: string
        minutes: number
        bars: ({
          at: string
          states: {
            pending?: number
            processed?: number
            held?: number
            duplicate?: number
            filtered?: number
            test?: number
            erased?: number
          }
        })[]
      }
    }
  }
  '/v1/deliveries/usual': {
    /** How many deliveries an hour usually brings: the least and the most of the same hour in the four weeks before */
    get: {
      query: { from: string; to: string }
      answer: {
        hours: ({
          at: string
          low: number
          high: number
        })[]
      }
    }
  }
  '/v1/changes': {
    /** What was changed that may explain a change of the figures: mappings, credentials, pauses, and the start of the hub; newest first */
    get: {
      query: { from: string }
      answer: {
        items: ({
          at: string
          kind: 'mapping' | 'credential' | 'settings' | 'paused' | 'resumed' | 'start'
          subject: string
          by: string | null
        })[]
      }
    }
  }
  '/v1/deliveries': {
    /** Deliveries, newest first */
    get: {
      query: { cursor?: string; limit?: number; source?: string; state?: 'pending' | 'processed' | 'held' | 'duplicate' | 'filtered' | 'test' | 'erased'; code?: string; from?: string; to?: string; text?: string }
      answer: {
        items: (Schemas['Delivery'])[]
        /** Cursor of the next page, or null */
        next: string | null
        /** How far `text` was searched for: never more than so many at once, `next` goes on from there */
        searched: {
          deliveries: number
          backTo: string | null
          text: 'raw' | 'mapped'
        } | null
      }
    }
  }
  '/v1/deliveries/{id}': {
    /** One delivery and the events it gave */
    get: {
      params: { id: string }
      answer: Schemas['Delivery'] & {
        events: (Schemas['Event'])[]
      }
    }
  }
  '/v1/deliveries/{id}/raw': {
    /** The request as it arrived; its text, or base64 where it is none. Who looks at it is written down */
    get: {
      params: { id: string }
      answer: {
        method: string
        url: string
        remote: string
        headers: Record<string, string>
        body: string
        encoding: 'utf8' | 'base64'
      }
    }
  }
  '/v1/deliveries/release': {
    /** Map held deliveries again */
    post: {
      body: {
        ids: (string)[]
      }
      answer: {
        released: number
      }
    }
  }
  '/v1/refusals': {
    /** Requests refused for their signature, newest first */
    get: {
      query: { cursor?: string; limit?: number; source?: string }
      answer: {
        items: (Schemas['Refusal'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/refusals/reprocess': {
    /** Verify refused requests again, after a secret was mended */
    post: {
      body: {
        source: string
        ids?: (string)[]
      }
      answer: {
        accepted: number
        refused: number
      }
    }
  }
  '/v1/leads': {
    /** Leads, newest first */
    get: {
      query: { cursor?: string; limit?: number; stage?: 'unknown' | 'lead' | 'recycled' | 'mql' | 'sal' | 'sql' | 'customer' | 'lost' | 'disqualified'; phase?: string; class?: 'B1' | 'B2' | 'B3' | 'A' | 'C'; product?: string; account?: string; unit?: string; owner?: string; text?: string }
      answer: {
        items: (Schemas['Lead'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/phases': {
    /** The funnel as it is configured: its phases in order; a lead is in the last one that fits it */
    get: {
      answer: {
        items: (Schemas['Phase'])[]
      }
    }
  }
  '/v1/leads/{id}': {
    /** One lead */
    get: {
      params: { id: string }
      answer: Schemas['Lead']
    }
  }
  '/v1/leads/{id}/timeline': {
    /** What happened to a lead, oldest first: its touches and its steps */
    get: {
      params: { id: string }
      answer: {
        items: ({
          /** `phase`: into another phase of the configured funnel; `reminder`: sales was reminded of a time limit */
          kind: 'touch' | 'created' | 'stage' | 'phase' | 'class' | 'fast_lane' | 'owner' | 'offer' | 'contact' | 'accept' | 'reject' | 'withdraw' | 'reminder' | 'substage' | 'lost' | 'disqualified' | 'won' | 'won_void'
          at: string
          recordedAt: string
          /** By kind; of a `phase` with what the phases are called now, as `fromName` and `toName` */
          data: Record<string, unknown>
        })[]
      }
    }
  }
  '/v1/leads/{id}/decisions': {
    /** Decide about a lead: class, stage, accept, reject, owner; or say that sales was in contact */
    post: {
      params: { id: string }
      body: {
        decision: Schemas['LeadDecision']
        at?: string
      }
      answer: Schemas['Lead']
    }
  }
  '/v1/decisions': {
    /** Decide about many leads at once, each by itself: what fails for one leaves the others alone */
    post: {
      body: {
        decisions: ({
          lead: string
          decision: Schemas['LeadDecision']
          at?: string
        })[]
      }
      answer: {
        items: ({
          lead: string
          problem: string | null
        })[]
      }
    }
  }
  '/v1/leads/{id}/arrivals': {
    /** How the touches of a lead came in, newest first: delivery, mapping, decision of identity; the last 500 */
    get: {
      params: { id: string }
      answer: {
        items: (Schemas['LeadArrival'])[]
      }
    }
  }
  '/v1/candidates': {
    /** Make the next customers of one product candidates for another, or say who would be; ask again with `last` as `after` until it is null */
    post: {
      body: {
        /** Product that they bought */
        of: string
        /** Product that they could need */
        for: string
        /** How far their decision about it is, where that is known */
        class?: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
        reason?: string | null
        after?: string | null
        limit?: number
        dryRun?: boolean
      }
      answer: {
        /** Looked at */
        customers: number
        /** Where to go on; null: that was all */
        last: string | null
        made: ({
          unit: string
          /** Lead of the product bought */
          customer: string
          lead: string | null
        })[]
      }
    }
  }
  '/v1/leads/refold': {
    /** Make the rules in force count for the next leads by id, or say what they would change; ask again with `last` as `after` until it is null */
    post: {
      body: {
        after?: string | null
        limit?: number
        /** Say only what would change */
        dryRun?: boolean
      }
      answer: {
        /** Looked at */
        leads: number
        /** Where to go on; null: that was all */
        last: string | null
        /** That go to sales by the rules in force */
        handovers: number
        changed: ({
          lead: string
          accountName: string | null
          product: string
          before: {
            stage: 'unknown' | 'lead' | 'recycled' | 'mql' | 'sal' | 'sql' | 'customer' | 'lost' | 'disqualified'
            class: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
            phase: string | null
          }
          after: {
            stage: 'unknown' | 'lead' | 'recycled' | 'mql' | 'sal' | 'sql' | 'customer' | 'lost' | 'disqualified'
            class: 'B1' | 'B2' | 'B3' | 'A' | 'C' | null
            phase: string | null
          }
          handover: 'mql' | 'fast' | 'classified' | null
        })[]
      }
    }
  }
  '/v1/call-list': {
    /** Whom to call next, those with the most points first, with what they asked about and what could be offered */
    get: {
      query: { cursor?: string; limit?: number; product?: string; class?: 'B1' | 'B2' | 'B3' | 'A' | 'C'; why?: 'suggestion' | 'aged' | 'unclassified' }
      answer: {
        items: (Schemas['Call'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/handovers': {
    /** Hand-overs beside the agreed time limits: those that sales is waited for, that are due until a time, that are overdue, or all */
    get: {
      query: { cursor?: string; limit?: number; state?: 'open' | 'due' | 'overdue' | 'all'; before?: string; owner?: string; product?: string; lane?: 'mql' | 'fast' | 'classified' }
      answer: {
        items: (Schemas['Handover'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/agreement': {
    /** What marketing and sales agreed on, in sentences made of the configuration; or an older version of it */
    get: {
      query: { language?: 'de' | 'en'; version?: number }
      answer: Schemas['Agreement']
    }
  }
  '/v1/agreement/versions': {
    /** Versions of the agreement, newest first */
    get: {
      answer: {
        items: ({
          version: number
          since: string
          validFrom: string | null
        })[]
      }
    }
  }
  '/v1/agreement/changes': {
    /** What one version of the agreement says that another does not */
    get: {
      query: { from: number; to: number; language?: 'de' | 'en' }
      answer: {
        items: (Schemas['AgreementChange'])[]
      }
    }
  }
  '/v1/consents/lookup': {
    /** What was said of the consent of an address, with words, proof and source */
    post: {
      body: {
        /** E-mail address or telephone number */
        address: string
      }
      answer: {
        /** The newest per purpose and channel */
        standing: (Schemas['Consent'])[]
        /** Newest first */
        history: (Schemas['Consent'])[]
        /** Purposes for which the address may be mailed, by all of that */
        mailedFor: (string)[]
        /** The person was erased: nothing of them is taken in */
        isSuppressed: boolean
      }
    }
  }
  '/v1/consents/pending': {
    /** Consents that do not count for want of a second yes (double opt-in), the newest first; older than `nurturing.consent.pendingDays` are not listed */
    get: {
      query: { cursor?: string; limit?: number }
      answer: {
        items: (Schemas['PendingConsent'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/consents': {
    /** Write down a consent or its end, which counts at once; what was said last counts, of two things at once the stricter */
    post: {
      body: {
        /** E-mail address or telephone number */
        address: string
        /** As mappings name it; `any`: every purpose */
        purpose: string
        /** Default: that of the address */
        channel?: 'email' | 'phone' | 'post' | 'any'
        state: 'requested' | 'given' | 'denied' | 'withdrawn'
        /** When it was said; default: now */
        at?: string
        wording?: string
        proof?: string
        reason?: string
      }
      answer: {
        state: 'requested' | 'given' | 'denied' | 'withdrawn'
      }
    }
  }
  '/v1/privacy/exports': {
    /** Everything that is known of a person, as data and as a page for them to read; times in Unix milliseconds */
    post: {
      body: {
        /** E-mail address, telephone number, `con_...`, or `evt_...` of a request to be erased */
        who: string
        language?: 'de' | 'en'
      }
      answer: {
        person: Record<string, unknown>
        /** HTML */
        page: string
      }
    }
  }
  '/v1/privacy/erasures': {
    /** Erase a person everywhere; facts stay without them */
    post: {
      body: {
        /** E-mail address, telephone number, `con_...`, or `evt_...` of a request to be erased */
        who: string
        /** Kept in the certificate, without the name of the person */
        reason?: string
      }
      answer: {
        id: string
      }
    }
    /** Erasures, newest first */
    get: {
      query: { cursor?: string; limit?: number }
      answer: {
        items: ({
          id: string
          /** waiting: erased here, other systems have not answered yet */
          state: 'running' | 'waiting' | 'done'
          startedAt: string
          endedAt: string | null
          by: string
          contacts: number
        })[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/privacy/erasures/preview': {
    /** Whom erasing would be about; writes nothing */
    post: {
      body: {
        /** E-mail address, telephone number, `con_...`, or `evt_...` of a request to be erased */
        who: string
      }
      answer: {
        isKnown: boolean
        contacts: (string)[]
        addresses: number
        /** More than one: perhaps two people share a number, and are one contact */
        names: number
        events: number
        deliveries: number
        leads: (string)[]
        audiences: (string)[]
      }
    }
  }
  '/v1/privacy/suppressions/lift': {
    /** Somebody who was erased wants to be known again: what they tell from now on is taken in */
    post: {
      body: {
        /** E-mail address or telephone number */
        who: string
      }
      answer: {
        lifted: boolean
      }
    }
  }
  '/v1/privacy/erasures/{id}': {
    /** The certificate of an erasure: what was done where, and what is left to be done by hand */
    get: {
      params: { id: string }
      answer: Schemas['ErasureCertificate']
    }
  }
  '/v1/privacy/erasures/{id}/text': {
    /** The certificate as a page to file, in Markdown */
    get: {
      params: { id: string }
      query: { language?: 'de' | 'en' }
      answer: {
        text: string
      }
    }
  }
  '/v1/retention': {
    /** What is kept longer than was said, and would be removed in the next night */
    get: {
      answer: {
        items: ({
          kind: 'requests' | 'refused' | 'calls' | 'notices' | 'audit' | 'anonymous' | 'contacts'
          source: string | null
          /** That it is kept */
          days: number
          n: number
          /** There is more of it */
          isMore: boolean
        })[]
      }
    }
  }
  '/v1/retention/run': {
    /** Remove it now */
    post: {
      answer: {
        /** What was removed */
        items: ({
          kind: 'requests' | 'refused' | 'calls' | 'notices' | 'audit' | 'anonymous' | 'contacts'
          source: string | null
          /** That it is kept */
          days: number
          n: number
          /** There is more of it */
          isMore: boolean
        })[]
      }
    }
  }
  '/v1/privacy/records': {
    /** Records of processing activities (Art. 30 GDPR), from the configuration: as data and as a page in Markdown */
    get: {
      query: { language?: 'de' | 'en' }
      answer: {
        records: Record<string, unknown>
        page: string
      }
    }
  }
  '/v1/nurture': {
    /** Who should get which content next, when and why; with `show=none` who gets nothing, and why not */
    get: {
      query: { cursor?: string; limit?: number; show?: 'due' | 'planned' | 'none'; product?: string; class?: 'B1' | 'B2' | 'B3' | 'A' | 'C'; function?: 'it' | 'management' | 'finance' | 'purchasing' | 'production' | 'engineering' | 'controlling' | 'marketing' | 'sales' | 'logistics' | 'quality' | 'hr' | 'other'; why?: 'next' | 'consent' | 'sales' | 'unclassified' | 'class' | 'empty' | 'read'; audience?: string }
      answer: {
        items: (Schemas['NextContent'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/nurture/sent': {
    /** Say that content was sent by a tool that the hub does not tell: it counts as a contact, and is not offered again */
    post: {
      body: {
        items: ({
          contact: string
          product: string
          item: string
        })[]
      }
      answer: {
        news: number
      }
    }
  }
  '/v1/contacts/{id}/form-link': {
    /** A token by which a form on a web site learns which fields of the contact are still missing */
    post: {
      params: { id: string }
      answer: {
        token: string
        until: string
        url: string
      }
    }
  }
  '/v1/content': {
    /** The grid of content: its items, and by product, class and function which of them are meant and how many people stand there */
    get: {
      answer: {
        items: (Schemas['ContentItem'])[]
        cells: (Schemas['ContentCell'])[]
      }
    }
  }
  '/v1/content/gaps': {
    /** Cells of the grid of content that are empty, or whose content somebody has read through; where most people wait first */
    get: {
      answer: {
        items: (Schemas['ContentGap'])[]
      }
    }
  }
  '/v1/leads/{id}/score': {
    /** What makes the score of a lead: fit rules, touches with what is left of their points, and what it lacks as an MQL */
    get: {
      params: { id: string }
      answer: Schemas['ExplainedScore']
    }
  }
  '/v1/score/what-if': {
    /** Which leads other rules would have made MQLs in a time, and why; writes nothing */
    post: {
      body: {
        /** Sections of the configuration that would be other ones: `funnel`, `scoring`, `content` */
        draft: Record<string, unknown>
        from: string
        to: string
        product?: string
      }
      answer: Schemas['WhatIf']
    }
  }
  '/v1/figures': {
    /** All figures with their definitions */
    get: {
      answer: {
        items: (Schemas['FigureDefinition'])[]
      }
    }
  }
  '/v1/funnel': {
    /** A figure by period and segment, with its definition, n and interval; as CSV with `Accept: text/csv` */
    get: {
      query: { figure: string; product?: string; from?: string; to?: string; period?: 'month' | 'quarter' | 'half' | 'year'; by?: 'channel' | 'system' | 'campaign' | 'industry' | 'size' | 'region' | 'class' | 'stage' | 'owner' | 'product' | 'touch'; mode?: 'ordered' | 'strict' | 'any'; kind?: string; asOf?: string; channel?: string; system?: string; campaign?: string; industry?: string; size?: string; region?: string }
      answer: Schemas['FigureAnswer']
    }
  }
  '/v1/funnel/rows': {
    /** The leads behind a number of a figure */
    get: {
      query: { figure: string; product?: string; from?: string; to?: string; period?: 'month' | 'quarter' | 'half' | 'year'; by?: 'channel' | 'system' | 'campaign' | 'industry' | 'size' | 'region' | 'class' | 'stage' | 'owner' | 'product' | 'touch'; mode?: 'ordered' | 'strict' | 'any'; kind?: string; asOf?: string; channel?: string; system?: string; campaign?: string; industry?: string; size?: string; region?: string; segment?: string; row?: string; more?: string; limit?: number; after?: string }
      answer: {
        items: ({
          /** Of the lead; in the reconciliation also the id of a record in the CRM, of which all else is null */
          id: string
          product: string | null
          /** Where it stands now */
          stage: string | null
          class: string | null
          account: string | null
          accountName: string | null
          unit: string | null
          unitName: string | null
        })[]
        /** Leads, each once: of offers, stays, orders or entries there may be fewer than n */
        total: number
        next: string | null
      }
    }
  }
  '/v1/accounts/{id}': {
    /** One account and its units */
    get: {
      params: { id: string }
      answer: Schemas['Account']
    }
  }
  '/v1/units/{id}': {
    /** One unit, its leads and contacts */
    get: {
      params: { id: string }
      answer: Schemas['Unit']
    }
  }
  '/v1/contacts/{id}': {
    /** One contact, with personal data */
    get: {
      params: { id: string }
      answer: Schemas['Contact']
    }
  }
  '/v1/match': {
    /** Which account, unit and contact would this be? Writes nothing */
    post: {
      body: {
        /** Where the person works */
        company?: {
          /** With its legal form, if the source knows it */
          name?: string
          /** Where the person works, e.g. stamping */
          department?: string
          /** Plant, branch or division, if the source has a field for it */
          site?: string
          /** With or without https:// */
          website?: string
          /** VAT id with its country, e.g. DE136695976 */
          vatId?: string
          /** Street and number */
          street?: string
          /** As text: leading zeros count */
          postalCode?: string
          /** Without the postal code */
          city?: string
          /** ISO 3166 code or name */
          country?: string
          /** In the words of the source */
          industry?: string
          /** How many people work there */
          employees?: number
          /** Per year, in EUR */
          revenue?: number
        }
        /** Who it was */
        person?: {
          /** Herr, Frau or divers; $salutation(...) makes it of codes */
          salutation?: string
          /** Academic title, e.g. Dr. */
          title?: string
          /** Given name */
          firstName?: string
          /** Family name, with its particles */
          lastName?: string
          /** Where the source has one name field */
          fullName?: string
          /** Address the person uses at work */
          email?: string
          /** Landline; $phone(...) makes it international */
          phone?: string
          /** Mobile number */
          mobile?: string
          /** As the person writes it */
          jobTitle?: string
          /** What the person does in the company */
          function?: 'it' | 'management' | 'finance' | 'purchasing' | 'production' | 'engineering' | 'controlling' | 'marketing' | 'sales' | 'logistics' | 'quality' | 'hr' | 'other'
          /** Language to write in, e.g. de */
          language?: string
        }
        /** What the person wrote or said */
        note?: string
      }
      answer: Schemas['Match']
    }
  }
  '/v1/identity/models': {
    /** Versions of weights and thresholds, newest first */
    get: {
      answer: {
        items: (Schemas['IdentityModel'])[]
      }
    }
  }
  '/v1/identity/calibration': {
    /** How often people answered "same company" per total, and the thresholds that follow */
    get: {
      query: { precision?: number }
      answer: {
        version: string
        precision: number
        /** Answers "same" or "different" that count */
        judgements: number
        unsure: number
        /** Merged by people where the hub had not asked */
        byHand: number
        /** Left out: other weights made their totals */
        otherWeights: number
        /** False: too few answers to move a threshold */
        enough: boolean
        bands: ({
          from: number
          to: number
          n: number
          same: number
          share: number
          low: number
          high: number
          byHand: number
        })[]
        curve: ({
          from: number
          to: number
          n: number
          same: number
          share: number
        })[]
        thresholds: ({
          name: 'attach' | 'review' | 'reviewDomain'
          before: number
          after: number
          why: string
        })[]
      }
    }
  }
  '/v1/identity/models/{version}/activate': {
    /** Let a version decide from now on, once it was compared with the active one */
    post: {
      params: { version: string }
      body: {
        uncompared?: boolean
        note?: string
      }
      answer: Schemas['IdentityModel']
    }
  }
  '/v1/accounts/{id}/fields/{field}': {
    /** Say what a field of the account is: it is shown and goes to the CRMs, whatever submissions tell */
    put: {
      params: { id: string; field: string }
      body: {
        value: string | number
        reason?: string
      }
      answer: {
        said: boolean
      }
    }
    /** Take it back: what submissions tell of the account counts again */
    delete: {
      params: { id: string; field: string }
      answer: {
        said: boolean
      }
    }
  }
  '/v1/contacts/{id}/fields/{field}': {
    /** Say what a field of the contact is: it is shown and goes to the CRMs, whatever submissions tell */
    put: {
      params: { id: string; field: string }
      body: {
        value: string | number
        reason?: string
      }
      answer: {
        said: boolean
      }
    }
    /** Take it back: what submissions tell of the contact counts again */
    delete: {
      params: { id: string; field: string }
      answer: {
        said: boolean
      }
    }
  }
  '/v1/merges': {
    /** Merges, newest first */
    get: {
      query: { cursor?: string; limit?: number; of?: string; state?: 'standing' | 'undone' }
      answer: {
        items: (Schemas['Merge'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
    /** Merge two accounts, or two units of one account; can be taken back */
    post: {
      body: {
        level?: 'account' | 'unit'
        survivor: string
        absorbed: string
        reason?: string
      }
      answer: Schemas['Merge']
    }
  }
  '/v1/merges/{id}': {
    /** One merge */
    get: {
      params: { id: string }
      answer: Schemas['Merge']
    }
    /** Take a merge back: all is as before, what came since is decided anew, and the two are never merged by the hub again */
    delete: {
      params: { id: string }
      query: { reason?: string }
      answer: Schemas['Merge']
    }
  }
  '/v1/unit-changes': {
    /** What became of units, newest first */
    get: {
      query: { cursor?: string; limit?: number; unit?: string }
      answer: {
        items: (Schemas['UnitChange'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
    /** A unit was joined to another, moved to another company, split or closed; what happened before stays as it is */
    post: {
      body: {
        unit: string
        kind: 'joined' | 'moved' | 'split' | 'closed'
        /** When it happened */
        at: string
        /** joined: the unit that it is part of since */
        into?: string
        /** moved: the company that it belongs to since */
        account?: string
        /** split: how the new unit is called */
        site?: string
        reason?: string
      }
      answer: Schemas['UnitChange']
    }
  }
  '/v1/unit-changes/{id}': {
    /** Take back a change that was recorded by mistake */
    delete: {
      params: { id: string }
      answer: Schemas['UnitChange']
    }
  }
  '/v1/relations': {
    /** Accounts that are related and not one, newest first; refused ones, too */
    get: {
      query: { cursor?: string; limit?: number; account?: string; state?: 'standing' | 'refused' }
      answer: {
        items: (Schemas['Relation'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
    /** Two accounts are related; they stay two. Takes the place of what people said of the pair before */
    post: {
      body: {
        a: string
        b: string
        kind: 'agency' | 'group' | 'sister' | 'franchise' | 'shared_domain'
        reason?: string
      }
      answer: Schemas['Relation']
    }
  }
  '/v1/relations/{id}': {
    /** They are not related so: what the hub found is not found again, what a person set is gone */
    delete: {
      params: { id: string }
      answer: Schemas['Relation']
    }
  }
  '/v1/jobs': {
    /** Jobs, newest first */
    get: {
      query: { cursor?: string; limit?: number; connection?: string; state?: 'pending' | 'running' | 'delivered' | 'unchanged' | 'superseded' | 'cancelled' | 'parked'; subject?: string }
      answer: {
        items: (Schemas['Job'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/jobs/{id}': {
    /** One job and its attempts */
    get: {
      params: { id: string }
      answer: Schemas['Job'] & {
        log: ({
          at: string
          durationMs: number
          step: string | null
          outcome: string
          reason: string | null
          calls: ({
            method: string
            path: string
            purpose: string
            status: number | null
            durationMs: number
          })[]
          mapping: string | null
        })[]
      }
    }
  }
  '/v1/jobs/resume': {
    /** Try parked jobs again: those of a connection, notifier or audience, of an issue, or named ones */
    post: {
      body: {
        connection: string
        issueId?: string
        ids?: (string)[]
      }
      answer: {
        resumed: number
      }
    }
  }
  '/v1/jobs/cancel': {
    /** Give up waiting or parked jobs */
    post: {
      body: {
        ids: (string)[]
        reason: string
      }
      answer: {
        cancelled: number
      }
    }
  }
  '/v1/imports': {
    /** Take in the list in a CSV or XLSX file; the same file again goes on where it was interrupted */
    post: {
      query: { source: string; file?: string; mapping?: string; key?: string; sheet?: string; visibleOnly?: string; header?: number; encoding?: 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be'; delimiter?: ';' | ',' | '\t' | '|' }
      answer: Schemas['Import']
    }
    /** Imports, newest first */
    get: {
      query: { cursor?: string; limit?: number; source?: string }
      answer: {
        items: (Schemas['Import'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/imports/preview': {
    /** How a list would be read, and what would become of its rows; nothing is written */
    post: {
      query: { source: string; file?: string; mapping?: string; key?: string; sheet?: string; visibleOnly?: string; header?: number; encoding?: 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be'; delimiter?: ';' | ',' | '\t' | '|'; first?: number }
      answer: Schemas['ImportPreview']
    }
  }
  '/v1/imports/{id}': {
    /** One import, and how far it is */
    get: {
      params: { id: string }
      answer: Schemas['Import']
    }
  }
  '/v1/imports/{id}/rows': {
    /** What became of the rows, in their order */
    get: {
      params: { id: string }
      query: { cursor?: string; limit?: number; outcome?: 'new' | 'merged' | 'duplicate' | 'held' | 'filtered' }
      answer: {
        items: (Schemas['ImportedRow'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/issues': {
    /** What needs somebody, one per cause */
    get: {
      query: { cursor?: string; limit?: number; state?: 'open' | 'closed' }
      answer: {
        items: (Schemas['Issue'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/issues/{id}': {
    /** One issue with its history, how many leads it touches, and what can be done again */
    get: {
      params: { id: string }
      answer: Schemas['Issue'] & {
        /** null: it is about no leads */
        leads: number | null
        resume: Schemas['IssueResume']
        /** Newest first, of all issues that the cause has had */
        history: (Schemas['IssueMoment'])[]
      }
    }
  }
  '/v1/issues/{id}/leads': {
    /** Leads that an issue touches, newest first */
    get: {
      params: { id: string }
      query: { cursor?: string; limit?: number }
      answer: {
        items: (Schemas['IssueLead'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/issues/{id}/close': {
    /** Close an issue that is mended */
    post: {
      params: { id: string }
      answer: {
        closed: boolean
      }
    }
  }
  '/v1/issues/{id}/acknowledge': {
    /** Say that somebody knows of it: it stays open, and is no longer new until it has grown much */
    post: {
      params: { id: string }
      body: {
        note?: string | null
      }
      answer: {
        acknowledged: boolean
      }
    }
    /** Take that back: it is new again */
    delete: {
      params: { id: string }
      answer: {
        unacknowledged: boolean
      }
    }
  }
  '/v1/issues/{id}/preview': {
    /** What mapping the held deliveries of an issue again would come to; writes nothing */
    post: {
      params: { id: string }
      answer: Schemas['Backtest']
    }
  }
  '/v1/issues/{id}/resume': {
    /** Do again what waits because of an issue that is mended, and close it */
    post: {
      params: { id: string }
      answer: {
        resumed: number
      }
    }
  }
  '/v1/reviews': {
    /** Questions of identity */
    get: {
      query: { cursor?: string; limit?: number; state?: 'open' | 'decided'; kind?: string }
      answer: {
        items: (Schemas['Review'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/reviews/{id}': {
    /** One question of identity: the two side by side, and what spoke for and against */
    get: {
      params: { id: string }
      answer: Schemas['Review'] & {
        sides: Schemas['ReviewSides']
      }
    }
  }
  '/v1/reviews/{id}/decision': {
    /** Decide a question: two accounts, or two units of one, are the same (and are merged), different, or it stays unsure; one CRM record is it (adopt) or none (different) */
    post: {
      params: { id: string }
      body: {
        decision: 'same' | 'different' | 'unsure' | 'adopt'
        /** Of two accounts that are the same: whether their sites are one, too; absent: the hub decides by what was told */
        unit?: 'same' | 'different'
        remoteId?: string
        reason?: string
      }
      answer: {
        decided: boolean
      }
    }
    /** Take the answer to a question back: merges that followed from it are undone, and the question is open again */
    delete: {
      params: { id: string }
      answer: {
        open: boolean
      }
    }
  }
  '/v1/connections/{id}/describe': {
    /** Read anew what the records of the CRM look like */
    post: {
      params: { id: string }
      answer: {
        connection: string
        /** null where it was never read */
        describedAt: string | null
        entities: {
          account?: Schemas['EntityDescription']
          contact?: Schemas['EntityDescription']
          lead?: Schemas['EntityDescription']
          opportunity?: Schemas['EntityDescription']
        }
        ok: boolean
        problem: string | null
        field: string | null
        todo: string | null
      }
    }
  }
  '/v1/connections/{id}/schema': {
    /** What the records of the CRM look like: fields, types, choices, as read last */
    get: {
      params: { id: string }
      answer: {
        connection: string
        /** null where it was never read */
        describedAt: string | null
        entities: {
          account?: Schemas['EntityDescription']
          contact?: Schemas['EntityDescription']
          lead?: Schemas['EntityDescription']
          opportunity?: Schemas['EntityDescription']
        }
      }
    }
  }
  '/v1/mappings/targets': {
    /** Fields that a mapping can fill in: of lead events, or of the records of a connection */
    get: {
      query: { kind: 'source' | 'crm'; connection?: string }
      answer: {
        items: (Schemas['TargetField'])[]
        describedAt: string | null
      }
    }
  }
  '/v1/source-kinds': {
    /** Kinds of sources that there are, with what each asks for */
    get: {
      answer: {
        items: (Schemas['SettingKind'])[]
        /** Secrets may be entered; else only referred to, since LEITWERK_KEY is not set */
        keepsSecrets: boolean
      }
    }
  }
  '/v1/sources/{id}/entry': {
    /** A source as it was made in the console; secrets by reference */
    get: {
      params: { id: string }
      answer: {
        /** As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again */
        entry: Record<string, unknown>
        changedAt: string
        by: string
      }
    }
  }
  '/v1/sources': {
    /** Make a source; it is in force at once */
    post: {
      body: {
        /** Lower-case letters, digits, - and _; begins with a letter */
        name: string
        /** As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again */
        entry: Record<string, unknown>
        /** Only tells what would be wrong */
        dryRun?: boolean
      }
      answer: {
        changed: boolean
        /** In the process that answers; others follow within seconds */
        inEffect: boolean
        /** What would be wrong, in a dry run */
        problems: ({
          /** Into the body; empty: about all of it */
          pointer: string
          detail: string
        })[]
      }
    }
    /** Configured sources */
    get: {
      answer: {
        items: (Schemas['Source'])[]
      }
    }
  }
  '/v1/sources/{id}': {
    /** Change a source that was made in the console; a secret that is to stay is given by its reference */
    put: {
      params: { id: string }
      body: {
        /** As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again */
        entry: Record<string, unknown>
        /** Only tells what would be wrong */
        dryRun?: boolean
      }
      answer: {
        changed: boolean
        /** In the process that answers; others follow within seconds */
        inEffect: boolean
        /** What would be wrong, in a dry run */
        problems: ({
          /** Into the body; empty: about all of it */
          pointer: string
          detail: string
        })[]
      }
    }
    /** Remove a source that was made in the console; what it received stays in the ledger */
    delete: {
      params: { id: string }
      query: { force?: 'true' | 'false' }
      answer: {
        changed: boolean
        /** In the process that answers; others follow within seconds */
        inEffect: boolean
        /** What would be wrong, in a dry run */
        problems: ({
          /** Into the body; empty: about all of it */
          pointer: string
          detail: string
        })[]
      }
    }
    /** One source: how it is set up, an example, and what became of the last requests */
    get: {
      params: { id: string }
      answer: Schemas['SourceView']
    }
  }
  '/v1/connection-kinds': {
    /** Kinds of connections that there are, with what each asks for */
    get: {
      answer: {
        items: (Schemas['SettingKind'])[]
        /** Secrets may be entered; else only referred to, since LEITWERK_KEY is not set */
        keepsSecrets: boolean
      }
    }
  }
  '/v1/connections/{id}/entry': {
    /** A connection as it was made in the console; secrets by reference */
    get: {
      params: { id: string }
      answer: {
        /** As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again */
        entry: Record<string, unknown>
        changedAt: string
        by: string
      }
    }
  }
  '/v1/connections': {
    /** Make a connection; it is in force at once */
    post: {
      body: {
        /** Lower-case letters, digits, - and _; begins with a letter */
        name: string
        /** As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again */
        entry: Record<string, unknown>
        /** Only tells what would be wrong */
        dryRun?: boolean
      }
      answer: {
        changed: boolean
        /** In the process that answers; others follow within seconds */
        inEffect: boolean
        /** What would be wrong, in a dry run */
        problems: ({
          /** Into the body; empty: about all of it */
          pointer: string
          detail: string
        })[]
      }
    }
    /** Configured connections and how they are */
    get: {
      answer: {
        items: (Schemas['Connection'])[]
      }
    }
  }
  '/v1/connections/{id}': {
    /** Change a connection that was made in the console; a secret that is to stay is given by its reference */
    put: {
      params: { id: string }
      body: {
        /** As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again */
        entry: Record<string, unknown>
        /** Only tells what would be wrong */
        dryRun?: boolean
      }
      answer: {
        changed: boolean
        /** In the process that answers; others follow within seconds */
        inEffect: boolean
        /** What would be wrong, in a dry run */
        problems: ({
          /** Into the body; empty: about all of it */
          pointer: string
          detail: string
        })[]
      }
    }
    /** Remove a connection that was made in the console; what it delivered stays in the ledger */
    delete: {
      params: { id: string }
      query: { force?: 'true' | 'false' }
      answer: {
        changed: boolean
        /** In the process that answers; others follow within seconds */
        inEffect: boolean
        /** What would be wrong, in a dry run */
        problems: ({
          /** Into the body; empty: about all of it */
          pointer: string
          detail: string
        })[]
      }
    }
  }
  '/v1/connections/try': {
    /** Prove that a CRM answers to what was entered, before it is kept */
    post: {
      body: {
        name: string
        /** As it would stand in the configuration file. A secret is a reference (`env:NAME`, `file:PATH`, `sealed:NAME`) or a text, which is sealed and never shown again */
        entry: Record<string, unknown>
      }
      answer: {
        ok: boolean
        problem: string | null
        field: string | null
        todo: string | null
      }
    }
  }
  '/v1/sources/{id}/test': {
    /** Send the example of a source through its own address, as test traffic: it makes no lead */
    post: {
      params: { id: string }
      answer: {
        /** false: no example can be made here, send one from the tool */
        sent: boolean
      }
    }
  }
  '/v1/sources/{id}/link': {
    /** Address of the page for whoever sends: opened without an account */
    post: {
      params: { id: string }
      body: {
        /** Ends the links that were given out before */
        anew?: boolean
      }
      answer: {
        url: string
      }
    }
  }
  '/v1/connections/{id}/limits': {
    /** How fast and how much it may be called, what of it is used, and whether it is left alone for not answering */
    get: {
      params: { id: string }
      answer: {
        perSecond: number | null
        parallel: number
        /** Calls of one day (UTC), as configured */
        perDay: number | null
        /** null: nothing is counted, since no day is limited */
        usedToday: number | null
        resetsAt: string
        /** It asked for a break until then */
        heldUntil: string | null
        circuit: {
          state: 'closed' | 'halfOpen' | 'open'
          failedInARow: number
          opensAfter: number
          breakSeconds: number
        }
      }
    }
  }
  '/v1/connections/{id}/check': {
    /** Prove that address and credentials work */
    post: {
      params: { id: string }
      answer: {
        ok: boolean
        problem: string | null
        field: string | null
        todo: string | null
      }
    }
  }
  '/v1/connections/{id}/pause': {
    /** Send nothing more; every job is kept */
    post: {
      params: { id: string }
      body: {
        reason?: string
      }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/connections/{id}/resume': {
    /** Go on sending */
    post: {
      params: { id: string }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/connections/{id}/dry-run': {
    /** What bringing a lead into the CRM would do there now; reads, and writes nothing */
    post: {
      params: { id: string }
      body: {
        lead: string
      }
      answer: {
        lead: string
        connection: string
        unchanged: number
        steps: (Schemas['RehearsedStep'])[]
      }
    }
  }
  '/v1/notifiers': {
    /** Who is notified of what, and how that goes */
    get: {
      answer: {
        items: (Schemas['Notifier'])[]
      }
    }
  }
  '/v1/notifiers/{id}/pause': {
    /** Tell nothing more; every message is kept */
    post: {
      params: { id: string }
      body: {
        reason?: string
      }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/notifiers/{id}/resume': {
    /** Go on telling */
    post: {
      params: { id: string }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/sources/{id}/rotations': {
    /** Secrets of the source that were replaced */
    get: {
      params: { id: string }
      answer: {
        items: (Schemas['Rotation'])[]
      }
    }
    /** Replace the secret; the former one counts until the overlap is over */
    post: {
      params: { id: string }
      body: {
        /** Needed where the source has several secrets */
        field?: string
        /** The new secret, where the sender made it; default: made here */
        value?: string
        overlapHours?: number
      }
      answer: {
        field: string
        /** Shown this once */
        secret: string | null
        until: string
      }
    }
  }
  '/v1/sources/{id}/rotations/finish': {
    /** Only the new secret counts from now on */
    post: {
      params: { id: string }
      body: {
        /** Needed where the source has several secrets */
        field?: string
      }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/sources/{id}/rotations/cancel': {
    /** Only the configured secret counts again */
    post: {
      params: { id: string }
      body: {
        /** Needed where the source has several secrets */
        field?: string
      }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/partners': {
    /** Dealers and partners, with what became of the leads they were offered */
    get: {
      answer: {
        items: (Schemas['Partner'])[]
      }
    }
  }
  '/v1/partners/{id}/offers': {
    /** Offer a lead that was handed over to this partner, in the place of whoever was asked before */
    post: {
      params: { id: string }
      body: {
        lead: string
      }
      answer: {
        lead: string
        partner: string
      }
    }
  }
  '/v1/audiences': {
    /** E-mail tools, how they are, and how many stand in them */
    get: {
      answer: {
        items: (Schemas['Audience'])[]
      }
    }
  }
  '/v1/audiences/{id}/sync': {
    /** Queue everybody, one page of contacts; who stands there as they should is not called */
    post: {
      params: { id: string }
      body: {
        after?: string | null
        /** Tell once more what was told before */
        again?: boolean
      }
      answer: {
        queued: number
        /** To be handed in as `after` for the next page; null behind the last */
        next: string | null
      }
    }
  }
  '/v1/audiences/{id}/foreseen': {
    /** What queuing everybody would come to, one page of contacts; asks nobody */
    get: {
      params: { id: string }
      query: { after?: string }
      answer: {
        put: number
        leave: number
        erase: number
        unchanged: number
        /** To be handed in as `after` for the next page; null behind the last */
        next: string | null
      }
    }
  }
  '/v1/audiences/{id}/check': {
    /** Prove that address, credentials, list and fields are there */
    post: {
      params: { id: string }
      answer: {
        ok: boolean
        problem: string | null
        field: string | null
        todo: string | null
      }
    }
  }
  '/v1/audiences/{id}/pause': {
    /** Tell nothing more; every job is kept, withdrawals too */
    post: {
      params: { id: string }
      body: {
        reason?: string
      }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/audiences/{id}/resume': {
    /** Go on telling */
    post: {
      params: { id: string }
      answer: {
        changed: boolean
      }
    }
  }
  '/v1/connections/{id}/reconciliation': {
    /** The last time that the CRM's records were held against the hub's, and how far that is */
    get: {
      params: { id: string }
      answer: Schemas['Reconciliation']
    }
    /** Hold the CRM's records against the hub's, or go on where that was interrupted */
    post: {
      params: { id: string }
      body: {
        /** Pairs that are clear are accepted */
        accept?: 'strong'
        /** The hub's keys are written on records that were accepted */
        writeKeys?: boolean
        /** Begins again, though a run is unfinished */
        anew?: boolean
      }
      answer: Schemas['Reconciliation']
    }
  }
  '/v1/connections/{id}/reconciliation/records': {
    /** The records that the CRM listed last, and which of the hub each could be */
    get: {
      params: { id: string }
      query: { cursor?: string; limit?: number; state?: 'read' | 'linked' | 'pair' | 'ambiguous' | 'alone' | 'accepted' | 'refused'; entity?: 'account' | 'contact' | 'lead' | 'opportunity' }
      answer: {
        items: (Schemas['ReconciledRecord'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/connections/{id}/reconciliation/only-hub': {
    /** Records of the hub that are neither linked with one of the CRM nor proposed for one */
    get: {
      params: { id: string }
      query: { cursor?: string; limit?: number; entity?: 'account' | 'contact' | 'lead' }
      answer: {
        items: (string)[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/connections/{id}/reconciliation/differences': {
    /** Where the hub believes something else of its links than the CRM holds */
    get: {
      params: { id: string }
      query: { cursor?: string; limit?: number; kind: 'notThere' | 'thereAgain' | 'keyDiffers' | 'linkedTwice' | 'keyTwice' }
      answer: {
        items: ({
          kind: 'notThere' | 'thereAgain' | 'keyDiffers' | 'linkedTwice' | 'keyTwice'
          entity: 'account' | 'contact' | 'lead' | 'opportunity'
          remoteId: string
          hubId: string
          other: string | null
        })[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/connections/{id}/reconciliation/decisions': {
    /** Accept or refuse single proposals */
    post: {
      params: { id: string }
      body: {
        accept?: ({
          entity: 'account' | 'contact' | 'lead' | 'opportunity'
          remoteId: string
          /** Another record of the hub than the one proposed */
          hubId?: string
        })[]
        refuse?: ({
          entity: 'account' | 'contact' | 'lead' | 'opportunity'
          remoteId: string
        })[]
      }
      answer: {
        accepted: number
        refused: number
        problems: ({
          entity: 'account' | 'contact' | 'lead' | 'opportunity'
          remoteId: string
          reason: string
        })[]
      }
    }
  }
  '/v1/mappings/samples': {
    /** What a mapping can be tried on: the newest deliveries of its sources, or leads of its connections */
    get: {
      query: { kind: 'source' | 'crm'; name: string; limit?: number }
      answer: {
        items: ({
          id: string
          of: string
          at: string
          state: string | null
        })[]
      }
    }
  }
  '/v1/mappings/try': {
    /** What an expression makes of a sample; personal values are replaced by invented ones, unless they are asked for, which is written down */
    post: {
      body: {
        kind: 'source' | 'crm'
        name: string
        /** Of `GET /v1/mappings/samples` */
        sample: string
        item?: number
        expression: string
        reveals?: boolean
      }
      answer: Schemas['TriedMapping']
    }
  }
  '/v1/mappings/check': {
    /** What is wrong with an expression, by line; it is not run */
    post: {
      body: {
        expression: string
      }
      answer: {
        problems: (Schemas['ExpressionProblem'])[]
      }
    }
  }
  '/v1/mappings/connect': {
    /** Writes into an expression that a target field comes from a place of the sample; all else stays as it is */
    post: {
      body: {
        kind: 'source' | 'crm'
        expression: string
        /** Of `GET /v1/mappings/targets` */
        target: string
        type?: 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime' | 'choice' | 'choices' | 'reference' | 'object' | 'other' | 'list'
        /** Steps to the value: first `input`, `hydrated`, `envelope`, `settings` or `delivery` */
        from: (string | number)[]
        /** Where the cursor stands: the object around it is meant */
        at?: number
      }
      answer: {
        expression: string
        line: number
        replaced: string | null
        written: string
      }
    }
  }
  '/v1/mappings/functions': {
    /** Functions that a mapping can call */
    get: {
      answer: {
        items: ({
          name: string
          signature: string
          about: string
        })[]
      }
    }
  }
  '/v1/mappings/case': {
    /** A case made of a sample: only what the mapping needs, masked, with what the expression makes of it */
    post: {
      body: {
        kind: 'source' | 'crm'
        name: string
        /** Of `GET /v1/mappings/samples` */
        sample: string
        item?: number
        expression: string
        title?: string
      }
      answer: {
        made?: unknown
        masked: ({
          path: string
          as: string
        })[]
        /** Texts that stayed, for a person to look over */
        kept: ({
          path: string
          value: string
        })[]
        warnings: (string)[]
      }
    }
  }
  '/v1/mappings/test': {
    /** Runs cases over an expression */
    post: {
      body: {
        kind: 'source' | 'crm'
        name: string
        expression: string
        cases: string
      }
      answer: {
        items: ({
          name: string
          passed: boolean
          expected?: unknown
          got?: unknown
        })[]
      }
    }
  }
  '/v1/mappings/diff': {
    /** Which target fields come from elsewhere with another expression, by the cases */
    post: {
      body: {
        kind: 'source' | 'crm'
        name: string
        before: string
        after: string
        cases: string
      }
      answer: {
        fields: ({
          target: string
          before: (string)[]
          after: (string)[]
        })[]
      }
    }
  }
  '/v1/mappings/{id}/coverage': {
    /** How much of a version its cases show */
    get: {
      params: { id: string }
      answer: {
        cases: {
          passed: number
          total: number
        }
        fields: {
          filled: number
          total: number
          missing: (string)[]
        }
        branches: {
          reached: number
          total: number
        }
      }
    }
  }
  '/v1/mappings/made': {
    /** Which version made what: of the newest deliveries of the sources, or jobs of the connections, that use a mapping */
    get: {
      query: { kind: 'source' | 'crm'; name: string; last?: number }
      answer: {
        items: ({
          mapping: string | null
          made: number
          held: number
        })[]
      }
    }
  }
  '/v1/mappings/backtest': {
    /** What a changed mapping would do to deliveries that came already; writes nothing */
    post: {
      body: {
        kind: 'source' | 'crm'
        name: string
        /** The changed expression; or name a draft by `version` */
        expression?: string
        version?: string
        /** So many of the newest deliveries, or of the newest leads for a CRM mapping */
        last?: number
        from?: string
        to?: string
        /** false: values of persons are shown as `***` */
        personal?: boolean
      }
      answer: Schemas['Backtest']
    }
  }
  '/v1/mappings': {
    /** Mapping versions, newest first */
    get: {
      query: { kind?: 'source' | 'crm'; name?: string; state?: 'draft' | 'active' | 'retired' }
      answer: {
        items: (Schemas['Mapping'])[]
      }
    }
    /** A draft beside the active version */
    post: {
      body: {
        kind: 'source' | 'crm'
        name: string
        expression: string
        /** Absent: those of the active version */
        cases?: string
        note?: string
      }
      answer: Schemas['Mapping'] & {
        expression: string
        /** Text of the cases that belong to it */
        cases: string | null
      }
    }
  }
  '/v1/mappings/activations': {
    /** Which version became active when, and by whom; newest first */
    get: {
      query: { kind?: 'source' | 'crm'; name?: string; limit?: number }
      answer: {
        items: ({
          mapping: string
          kind: 'source' | 'crm'
          name: string
          at: string
          by: string
          /** Whose word it was: that of the file, or that of a person */
          origin: 'file' | 'console'
          note: string | null
        })[]
      }
    }
  }
  '/v1/mappings/{id}': {
    /** One version with its expression and cases */
    get: {
      params: { id: string }
      answer: Schemas['Mapping'] & {
        expression: string
        /** Text of the cases that belong to it */
        cases: string | null
      }
    }
  }
  '/v1/mappings/{id}/activate': {
    /** Make a version the active one, once its cases pass */
    post: {
      params: { id: string }
      body: {
        note?: string
        untested?: boolean
      }
      answer: Schemas['Mapping']
    }
  }
  '/v1/mappings/rollback': {
    /** Back to the version that was active before */
    post: {
      body: {
        kind: 'source' | 'crm'
        name: string
      }
      answer: Schemas['Mapping']
    }
  }
  '/v1/replays': {
    /** Replays, newest first */
    get: {
      query: { cursor?: string; limit?: number; state?: 'planned' | 'running' | 'paused' | 'cancelling' | 'cancelled' | 'done' }
      answer: {
        items: (Schemas['Replay'])[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
    /** Plan a replay: the deliveries are listed and counted, nothing else happens */
    post: {
      body: {
        filter: {
          source?: string
          state?: 'processed' | 'held' | 'duplicate' | 'filtered' | 'test'
          /** Code of the hold, e.g. event_invalid */
          reason?: string
          from?: string
          to?: string
          ids?: (string)[]
        }
        mapping?: 'active' | 'original'
        targets?: (string)[] | 'missing'
        perSecond?: number
      }
      answer: Schemas['Replay']
    }
  }
  '/v1/replays/{id}': {
    /** One replay and how far it is */
    get: {
      params: { id: string }
      answer: Schemas['Replay']
    }
  }
  '/v1/replays/{id}/preview': {
    /** What a planned replay would do; writes nothing */
    post: {
      params: { id: string }
      answer: Schemas['Backtest']
    }
  }
  '/v1/held': {
    /** Held deliveries by cause, with what is different about their payloads */
    get: {
      query: { source?: string }
      answer: {
        items: (Schemas['HeldCause'])[]
      }
    }
  }
  '/v1/replays/{id}/findings': {
    /** Hand-overs, decisions and records that would not be there had the hub known then what it knows now */
    get: {
      params: { id: string }
      answer: {
        items: ({
          kind: 'handover' | 'decision' | 'record'
          /** Id of the lead, or of the account or contact that the record is of */
          about: string
          subject: string
          detail: string
        })[]
      }
    }
  }
  '/v1/replays/{id}/start': {
    /** Start a planned or paused replay */
    post: {
      params: { id: string }
      answer: Schemas['Replay']
    }
  }
  '/v1/replays/{id}/pause': {
    /** Pause it; what is done stays done */
    post: {
      params: { id: string }
      answer: Schemas['Replay']
    }
  }
  '/v1/replays/{id}/cancel': {
    /** End it; what is done stays done */
    post: {
      params: { id: string }
      answer: Schemas['Replay']
    }
  }
  '/v1/ledger': {
    /** The balance: everything accepted and everything queued, in named states; of a long history counted every few seconds */
    get: {
      query: { from?: string; to?: string }
      answer: {
        sources: ({
          source: string
          accepted: number
          processed: number
          duplicate: number
          filtered: number
          test: number
          held: number
          pending: number
          erased: number
          refused: number
          unaccounted: number
        })[]
        connections: ({
          connection: string
          jobs: number
          delivered: number
          unchanged: number
          superseded: number
          cancelled: number
          parked: number
          pending: number
        })[]
      }
    }
  }
  '/v1/audit': {
    /** Who did what, newest first */
    get: {
      query: { cursor?: string; limit?: number }
      answer: {
        items: ({
          id: string
          at: string
          by: string
          action: string
          subject: string
          detail: string | null
        })[]
        /** Cursor of the next page, or null */
        next: string | null
      }
    }
  }
  '/v1/tokens': {
    /** Tokens, the oldest first; never what they are */
    get: {
      answer: {
        items: (Schemas['Token'])[]
      }
    }
    /** Make a token; it is shown this once */
    post: {
      body: {
        /** Each may do what the one before it may: viewer reads, ops repairs, admin decides */
        role: 'viewer' | 'ops' | 'admin'
        /** Whom or what it is for */
        label: string
        /** Default: never */
        expiresAt?: string
      }
      answer: {
        id: string
        /** The token itself, shown this once */
        secret: string | null
      }
    }
  }
  '/v1/tokens/{id}/rotate': {
    /** Make another token in its place, shown this once; the former one counts until the overlap is over */
    post: {
      params: { id: string }
      body: {
        /** How long the former one counts */
        overlapHours?: number
        /** Of the new one; default: never */
        expiresAt?: string
      }
      answer: {
        id: string
        /** The token itself, shown this once */
        secret: string | null
        /** When the former one ends */
        formerUntil: string
      }
    }
  }
  '/v1/tokens/{id}/revoke': {
    /** Make a token useless, and end the sessions it opened */
    post: {
      params: { id: string }
      answer: {
        /** false: there is no such token, or it was revoked before */
        revoked: boolean
      }
    }
  }
  '/v1/configuration': {
    /** The configuration as it was understood; values of secrets are `***` */
    get: {
      answer: {
        configuration: Record<string, unknown>
      }
    }
  }
}
