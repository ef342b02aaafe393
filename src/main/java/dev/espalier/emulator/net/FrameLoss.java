package dev.espalier.emulator.net;

/** Decides which frames the air swallows. Runs on the guest thread. */
@FunctionalInterface
public interface FrameLoss {

    /** The air swallows nothing. */
    FrameLoss NONE = (direction, over, bytes) -> false;

    /** @return true when this frame is to be lost */
    boolean loses(FrameTap.Direction direction, NicInterface over, byte[] bytes);
}
