/** Marks the loads that nobody asked for yet, for all instances that share a machine. */
export interface LoadMarks {
  /**
   * Marks that a version is being loaded, so that the mark stays where the load ends the process.
   * @returns false while another instance loads it, or where one lately ended as it did
   */
  begin(name: string): Promise<boolean>;
  /** The load is over, well or not. */
  end(name: string): Promise<void>;
}
