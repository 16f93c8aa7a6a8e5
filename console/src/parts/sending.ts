/** Whether the form around is being sent: the button that sends it does nothing until that has ended, and says so. */
import { createContext } from 'react'

export const SendingContext = createContext(false)
