/** The box of an act, by its name in the address. Loaded when the first one is opened. */
import type { ComponentType } from 'react'
import { AcceptBox, ContactBox, RejectBox } from './answer-boxes.tsx'
import { OwnerBox, PartnerBox } from './assign-boxes.tsx'
import { ClassifyBox } from './classify-box.tsx'
import { EraseBox } from './erase-box.tsx'
import { FieldBox } from './field-box.tsx'
import { MergeBox } from './merge-box.tsx'
import type { ActName } from './names.ts'
import { StageBox } from './stage-box.tsx'
import type { ActProps } from './subject.ts'
import { UnitBox } from './unit-box.tsx'

const BOXES: Readonly<Record<ActName, ComponentType<ActProps>>> = {
  classify: ClassifyBox,
  accept: AcceptBox,
  reject: RejectBox,
  stage: StageBox,
  owner: OwnerBox,
  contact: ContactBox,
  partner: PartnerBox,
  merge: MergeBox,
  unit: UnitBox,
  field: FieldBox,
  erase: EraseBox,
}

export default function Boxes({ name, ...props }: ActProps & { name: ActName }) {
  const Box = BOXES[name]
  return <Box {...props} />
}
