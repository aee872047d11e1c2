using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Sender;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <content>A round: the cells of the source, and one child.</content>
public sealed partial class SimServer
{
    private sealed class Producer(SimServer golden) : ISenderRound
    {
        /// <summary>The source has more.</summary>
        public bool IsReading { get; private set; } = true;

        public WindowStats Figures => golden.Figures(default);

        public SourceProgress Progress => new(golden.Received, golden.Received, golden.Room.Plan.Cells);

        public void Answer(ChildRequest request, AttachStatus status)
        {
            var hop = ((SimChildRequest)request).Hop;
            if (status == AttachStatus.Accepted && hop.Position < golden.Oldest)
                status = AttachStatus.Gone;
            if (status == AttachStatus.Accepted)
                golden.Serve(hop);
            else
                hop.Refuse(status, golden.Oldest);
        }

        public void ExpectChild(bool expected) => golden.OnExpectation(expected);

        /// <summary>The last cell is sealed.</summary>
        public void End()
        {
            IsReading = false;
            golden.Room.OnSent();
            var end = new StreamEnd(golden.Received, golden.Room.GoldenHash, true, 0, 0);
            Post(new CoordinatorEvent.StreamSent(new SentStream(1, SimRoom.StreamName, end)));
            Post(new CoordinatorEvent.ProducerEnded(golden.Received, SourceReport.Clean));
        }

        public void Dispose()
        {
            IsReading = false;
            golden.DropChild("the round is over");
        }

        private void Post(CoordinatorEvent happened) => golden._loop.Post(new SenderEvent.OfRound(this, happened));
    }
}
