import { type ReactNode, useEffect, useRef } from 'react'

/** What an act led to takes the focus when it comes to show: the button that was pressed is gone. */
export const FocusHere = ({ children }: { readonly children: ReactNode }) => {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.focus({ preventScroll: true })
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div tabIndex={-1} ref={box} className="focus-here">
      {children}
    </div>
  )
}
