/** Icons by what they mean, not by what they show. */
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsRightLeft,
  IconArrowsSplit2,
  IconBan,
  IconBuilding,
  IconCheck,
  IconChevronLeft,
  IconChevronRight,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconCloudOff,
  IconCopy,
  IconCopyCheck,
  IconDots,
  IconEqual,
  IconEraser,
  IconExternalLink,
  IconEye,
  IconEyeQuestion,
  IconFilterOff,
  IconFlask,
  IconGauge,
  IconHandStop,
  IconInfoCircle,
  IconLink,
  IconLogout,
  IconMoon,
  IconParking,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconRefresh,
  IconScale,
  IconSearch,
  IconShieldX,
  IconSun,
  IconTerminal2,
  IconVolumeOff,
  IconWebhook,
  IconX,
} from '@tabler/icons-react'

const ICONS = {
  ...{ overview: IconGauge, deliveries: IconArrowsRightLeft, issues: IconAlertOctagon, ledger: IconScale, leads: IconBuilding, reviews: IconArrowsSplit2 },
  ...{ sources: IconWebhook, connections: IconPlugConnected, more: IconDots },
  ...{ ok: IconCircleCheck, alert: IconAlertTriangle, pause: IconPlayerPause, play: IconPlayerPlay, failed: IconCircleX, held: IconHandStop, clock: IconClock },
  ...{ filtered: IconFilterOff, duplicate: IconCopyCheck, parked: IconParking, superseded: IconArrowForwardUp, refused: IconShieldX, review: IconEyeQuestion },
  ...{ silent: IconVolumeOff, test: IconFlask, erased: IconEraser, unchanged: IconEqual, cancelled: IconBan, recycled: IconArrowBackUp, away: IconCloudOff },
  ...{ info: IconInfoCircle, copy: IconCopy, check: IconCheck, refresh: IconRefresh, moon: IconMoon, sun: IconSun, leave: IconLogout, link: IconLink },
  ...{
    next: IconChevronRight,
    replay: IconRefresh,
    terminal: IconTerminal2,
    eye: IconEye,
    search: IconSearch,
    back: IconChevronLeft,
    external: IconExternalLink,
    close: IconX,
  },
} as const

export type IconName = keyof typeof ICONS

export function Icon({ name }: { name: IconName }) {
  const Shape = ICONS[name]
  return <Shape className="icon" aria-hidden />
}
